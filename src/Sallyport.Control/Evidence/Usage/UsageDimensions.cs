using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Control.Evidence.Usage;

/// <summary>By what usage can be grouped and filtered. Names are those of the admin API and the command line.</summary>
public static class UsageDimensions
{
    private static readonly Dictionary<string, Func<Party, string>> OfParty = new(StringComparer.Ordinal)
    {
        ["organization"] = p => p.Organization,
        ["team"] = p => p.Team,
        ["subject"] = p => p.Subject,
        ["key"] = p => p.KeyId,
        ["department"] = p => p.Department,
        ["application"] = p => p.Application,
        ["environment"] = p => p.Environment,
    };

    private static readonly Dictionary<string, Func<Passage, string>> OfPassage = new(StringComparer.Ordinal)
    {
        ["model"] = p => p.Model,
        ["provider"] = p => p.Provider,
        ["upstream"] = p => p.Upstream,
        ["purpose"] = p => p.Purpose,
        ["endpoint"] = p => p.Endpoint,
        ["sensitivity"] = p => p.Sensitivity,
        ["decision"] = p => p.Decision,
    };

    /// <summary>Can be filtered by.</summary>
    public static IReadOnlyList<string> Filters { get; } = [.. OfParty.Keys, .. OfPassage.Keys];

    /// <summary>Can be grouped by.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["hour", "day", .. Filters];

    /// <summary>Value of a dimension of the party; null if it is not one of a party.</summary>
    internal static Func<Party, string>? PartyOf(string name) => OfParty.GetValueOrDefault(name);

    /// <summary>Value of a dimension of the passage; null if it is not one of a passage.</summary>
    internal static Func<Passage, string>? PassageOf(string name) => OfPassage.GetValueOrDefault(name);
}
