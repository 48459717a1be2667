using System.Reflection;
using System.Text.Json;

namespace Sallyport.Control.Evidence.Providers;

/// <summary>What is known of what providers do with data: read from their own pages or by third parties, each with source and date. The customer's contract always wins.</summary>
internal static class ProviderFacts
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Register Known = Load();

    /// <summary>Facts about where an upstream sends what it is given.</summary>
    /// <param name="provider">As records name it: "openai".</param>
    /// <param name="host">Of the upstream's address; null if no configuration is at hand: then the provider's usual address is assumed.</param>
    /// <returns>Null if nothing is known: treat that as the worst case.</returns>
    public static ProviderFact? Find(string provider, string? host) => host is null
        ? Known.Providers.FirstOrDefault(p => p.Provider == provider)
        : Known.Providers.FirstOrDefault(p => p.Hosts.Any(pattern => Matches(pattern, host)));

    /// <summary><c>{region}</c> stands for one or more characters.</summary>
    private static bool Matches(string pattern, string host)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return pattern.Equals(host, StringComparison.OrdinalIgnoreCase);
        var tail = pattern[(pattern.IndexOf('}', StringComparison.Ordinal) + 1)..];
        return host.Length > open + tail.Length && host.StartsWith(pattern[..open], StringComparison.OrdinalIgnoreCase) && host.EndsWith(tail, StringComparison.OrdinalIgnoreCase);
    }

    private static Register Load()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("provider-facts.json")!;
        return JsonSerializer.Deserialize<Register>(file, Json)!;
    }

    private sealed record Register(string AsOf, IReadOnlyList<ProviderFact> Providers);
}

/// <summary>One provider's entry.</summary>
/// <param name="Provider">Our word for it; null for those that are known by their address alone.</param>
/// <param name="ReviewBy">After this day the entry counts as not confirmed.</param>
internal sealed record ProviderFact(string Name, string? Provider, IReadOnlyList<string> Hosts, SourcedFact Retention, SourcedFact Training, SourcedFact ZeroRetention, SourcedFact Residency, DateOnly ReviewBy);

/// <summary>One fact and where it is from.</summary>
/// <param name="Text">In our own words.</param>
/// <param name="Status">"verified": the provider's own page was seen. "secondary": a third party's dated reading. "unverified": treat as unknown.</param>
/// <param name="Regions">Of a residency: where it may be.</param>
public sealed record SourcedFact(string Text, string Status, string? SourceDate, IReadOnlyList<string> Sources, IReadOnlyList<string>? Regions = null);
