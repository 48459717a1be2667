using System.Globalization;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Compiles <c>audit.retention</c>.</summary>
internal static class RetentionCompiler
{
    private const int MaxReasonLength = 512;

    public static RetentionPolicy Compile(RetentionOptions options, ConfigurationProblems problems)
    {
        var (intents, results, others) = (options.Classes.Intent ?? options.Days, options.Classes.Result ?? options.Days, options.Classes.Admin ?? options.Days);
        var isShort = Math.Min(Math.Min(intents, results), others) < RetentionPolicy.FloorDays;
        if (options.Reason?.Length > MaxReasonLength) problems.Add("audit.retention.reason", "the text is too long", "at most 512 characters");
        if (isShort && options.Reason is null)
        {
            foreach (var (key, days) in new[] { ("days", (int?)options.Days), ("classes.intent", options.Classes.Intent), ("classes.result", options.Classes.Result), ("classes.admin", options.Classes.Admin) })
                if (days < RetentionPolicy.FloorDays) problems.Add("audit.retention." + key, $"\"{days.Value.ToString(CultureInfo.InvariantCulture)}\" is short", $"at least {RetentionPolicy.FloorDays}, or fewer with audit.retention.reason");
        }

        return new RetentionPolicy(TimeSpan.FromDays(intents), TimeSpan.FromDays(results), TimeSpan.FromDays(others), isShort ? options.Reason : null);
    }
}
