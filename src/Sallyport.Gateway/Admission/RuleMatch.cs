using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Admission;

/// <summary>Whom a rule applies to. Every list that is not empty must hold a fit; <c>*</c> at the end of an item matches any rest.</summary>
public sealed record RuleMatch
{
    public static RuleMatch All { get; } = new();

    public IReadOnlyList<string> Keys { get; init; } = [];
    public IReadOnlyList<string> Users { get; init; } = [];
    public IReadOnlyList<string> Teams { get; init; } = [];
    public IReadOnlyList<string> Organizations { get; init; } = [];
    public IReadOnlyList<string> Applications { get; init; } = [];

    /// <summary>Purposes of keys.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    public IReadOnlyList<string> Tiers { get; init; } = [];
    public IReadOnlyList<KeyEnvironment> Environments { get; init; } = [];
    public IReadOnlyList<string> Models { get; init; } = [];
    public IReadOnlyList<string> Upstreams { get; init; } = [];

    /// <summary>True if the answer hangs on where the request goes.</summary>
    public bool NeedsTarget => Models.Count > 0 || Upstreams.Count > 0;

    /// <summary>What can be said of a key alone.</summary>
    /// <param name="tier">Name of the tier that the key has in fact.</param>
    /// <param name="purpose">The key's, or where the request's counts as well: that.</param>
    public bool FitsCaller(VirtualKeyRecord key, string tier, string? purpose) =>
        Fits(Keys, key.Id) && Fits(Users, key.Owner.User) && Fits(Teams, key.Owner.Team) && Fits(Organizations, key.Owner.Organization) && Fits(Applications, key.Owner.Application)
        && Fits(Purposes, purpose) && Fits(Tiers, tier) && (Environments.Count == 0 || Environments.Contains(key.Environment));

    /// <summary>What can be said once it is known where the request goes.</summary>
    /// <param name="asked">Name that the client asked for.</param>
    /// <param name="named">Name at the upstream.</param>
    public bool FitsTarget(string? asked, string? named, string? upstream) =>
        (Models.Count == 0 || Fits(Models, asked) || Fits(Models, named)) && Fits(Upstreams, upstream);

    private static bool Fits(IReadOnlyList<string> items, string? value)
    {
        if (items.Count == 0) return true;
        if (value is null) return false;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (item.EndsWith('*') ? value.AsSpan().StartsWith(item.AsSpan(0, item.Length - 1), StringComparison.Ordinal) : item == value) return true;
        }

        return false;
    }
}
