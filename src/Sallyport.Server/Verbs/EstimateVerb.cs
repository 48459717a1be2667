using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Settlement;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport estimate FILE</c>: tokens and cost of a request body, without sending it anywhere.</summary>
internal static class EstimateVerb
{
    private const int MaxBytes = 64 * 1024 * 1024;

    public static Command Create(IDetectorSource detectors)
    {
        var file = new Argument<string>("FILE") { Description = "Body of a request for chat completions, responses or messages; - reads standard input" };
        var config = ServeVerb.ConfigOption();
        var model = new Option<string?>("--model") { Description = "Estimate for this model instead of the one in the body" };
        var messages = new Option<bool>("--messages") { Description = "The body is one of Anthropic's Messages API" };
        var json = DataVerb.Json();
        var command = new Command("estimate", "Estimate tokens and cost of a request without sending it") { file, config, model, messages, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (ModelsVerb.Load(parsed.GetValue(config), detectors, errors) is not { } snapshot) return ExitCodes.BadConfiguration;
            if (await ModelsVerb.ReadAsync(parsed.GetRequiredValue(file), MaxBytes, errors, cancellation) is not { } body) return ExitCodes.BadConfiguration;
            if (OfflineEstimator.TryEstimate(snapshot, body, parsed.GetValue(messages), parsed.GetValue(model), ModelsVerb.Today, out var problem) is not { } estimate)
            {
                await errors.WriteLineAsync(problem);
                return ExitCodes.Problems;
            }

            if (parsed.GetValue(json)) await output.WriteLineAsync(JsonSerializer.Serialize(estimate, SpendEstimateJson.Default.SpendEstimate));
            else await WriteAsync(output, estimate);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task WriteAsync(TextWriter output, SpendEstimate e)
    {
        await output.WriteLineAsync($"{e.Model} at {e.Upstream}, prices {e.PriceVersion}");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  input   {e.InputTokens:N0} tokens{(e.InputErrorPercent >= 100 ? " in the body; more may stand elsewhere" : $", within {e.InputErrorPercent} %")}; at most {Shown(e.MostInputTokens)}"));
        await output.WriteLineAsync($"  output  at most {Shown(e.MostOutputTokens)} tokens");
        await output.WriteLineAsync($"  cost    {Dollars(e.LeastUsd)} to {e.LikelyMostShown ?? "unknown"}; never above {Dollars(e.MostUsd)}");
        if (e.Unbounded is { } why) await output.WriteLineAsync($"  no bound: {why.Replace('_', ' ')}");
        foreach (var c in e.Cheaper)
            await output.WriteLineAsync($"  cheaper {c.Model} at {c.Upstream}: up to {Dollars(SpendEstimate.Usd(c.LikelyMostNanoUsd))} ({PerMillion(c.InputNanoUsd)} in, {PerMillion(c.OutputNanoUsd)} out, a million tokens)");
    }

    internal static string PerMillion(long nano) => "$" + (nano / 1_000m).ToString("0.00####", CultureInfo.InvariantCulture);

    private static string Dollars(string? usd) => usd is null ? "unknown" : "$" + usd;

    private static string Shown(long? tokens) => tokens?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown";
}
