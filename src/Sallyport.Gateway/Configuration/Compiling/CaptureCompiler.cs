using System.Collections.Frozen;
using System.Globalization;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration.Options;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Compiles <c>audit.capture</c>: nothing is kept without a reason, an end and a name of whom it concerns.</summary>
internal static class CaptureCompiler
{
    private const int MaxReasonLength = 256;

    private static readonly FrozenDictionary<string, Endpoint> Endpoints = Enum.GetValues<Endpoint>().Where(e => e is not (Endpoint.ListModels or Endpoint.GetModel or Endpoint.AuditProof)).ToFrozenDictionary(e => EnumWords.Of(e), StringComparer.Ordinal);

    /// <returns>Null if there is none, or if its end has passed: a file that has outlived it is no mistake.</returns>
    public static CapturePolicy? Compile(CaptureOptions? options, DateTimeOffset now, ConfigurationProblems problems)
    {
        if (options is null) return null;
        const string Key = "audit.capture.";
        if (string.IsNullOrWhiteSpace(options.Reason) || options.Reason.Length > MaxReasonLength || options.Reason.Any(char.IsControl)) problems.NotValid(Key + "reason", options.Reason, "1 to 256 characters on one line");
        if (!DateTimeOffset.TryParseExact(options.Until, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var until))
            problems.NotValid(Key + "until", options.Until, "a time such as 2026-03-01T12:00:00Z");
        else if (until > now + CapturePolicy.MaxAhead) problems.NotValid(Key + "until", options.Until, string.Create(CultureInfo.InvariantCulture, $"at most {CapturePolicy.MaxAhead.TotalDays} days ahead"));
        if (options.Keys.Count + options.Teams.Count + options.Endpoints.Count == 0) problems.Add("audit.capture", "it names nobody", "keys, teams or endpoints whose texts are kept");
        foreach (var id in options.Keys.Where(k => k.Length is 0 or > 64 || !k.All(char.IsAsciiLetterOrDigit))) problems.NotValid(Key + "keys", id, "public ids of keys, as keys list shows them");
        foreach (var team in options.Teams.Where(t => t.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])) problems.NotValid(Key + "teams", team, "organization/team");
        foreach (var word in options.Endpoints.Where(e => !Endpoints.ContainsKey(e))) problems.NotValid(Key + "endpoints", word, string.Join(", ", Endpoints.Keys.Order(StringComparer.Ordinal)));
        return until <= now ? null : new CapturePolicy(
            until,
            options.Reason,
            options.Keys.ToFrozenSet(StringComparer.Ordinal),
            options.Teams.ToFrozenSet(StringComparer.Ordinal),
            options.Endpoints.Where(Endpoints.ContainsKey).Select(e => Endpoints[e]).ToFrozenSet(),
            options.SamplePercent,
            TimeSpan.FromDays(options.RetentionDays),
            options.MaxTotalBytes,
            options.Required);
    }
}
