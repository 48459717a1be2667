using System.Collections.Frozen;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Admission;

/// <summary>Compiled <c>limits.rules</c>, <c>budgets</c>, <c>tiers</c>, <c>cheaper</c> and <c>priorities</c>. Immutable but for what it remembers of callers.</summary>
public sealed class SpendPolicy
{
    // Weak: a key that was changed is another record, and the old one must not stay.
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<VirtualKeyRecord, CallerLimits> _callers = [];

    /// <summary>Nothing is limited.</summary>
    public static SpendPolicy None { get; } = new() { Tiers = FrozenDictionary.ToFrozenDictionary([new KeyValuePair<string, TierDefinition>(TierDefinition.Service, new TierDefinition(TierDefinition.Service, null, Priority.Interactive))]) };

    /// <summary>Limits and budgets, those of tiers included.</summary>
    public IReadOnlyList<AppliedRule> Rules { get; init; } = [];

    /// <summary>Budgets for each request by itself.</summary>
    public IReadOnlyList<RequestCap> Caps { get; init; } = [];

    public required FrozenDictionary<string, TierDefinition> Tiers { get; init; }

    /// <summary>Tier of keys that name none.</summary>
    public string DefaultTier { get; init; } = TierDefinition.Service;

    /// <summary>In the order in which they are tried.</summary>
    public IReadOnlyList<CheaperRule> Cheaper { get; init; } = [];

    public PriorityPolicy Priorities { get; init; } = new();

    /// <summary>Ids of budgets that stop their holder when they are used up.</summary>
    public FrozenSet<string> Stopping { get; init; } = [];

    /// <summary>Currency that people read beside US dollars; null for none.</summary>
    public DisplayCurrency? Display { get; init; }

    /// <summary>Output tokens put into requests that name none; null for the model's own maximum.</summary>
    public int? DefaultOutputTokens { get; init; }

    /// <summary>The tier of a key. One that the configuration does not know has the limits of <c>free</c>: closed by default.</summary>
    public TierDefinition TierOf(VirtualKeyRecord key) =>
        Tiers.TryGetValue(key.Tier ?? DefaultTier, out var tier) || Tiers.TryGetValue(TierDefinition.Free, out tier) ? tier : throw new InvalidOperationException("The tier free is missing.");

    /// <summary>What applies to a key, sorted out once.</summary>
    internal CallerLimits LimitsOf(VirtualKeyRecord key, LimitHolders holders) => _callers.TryGetValue(key, out var known) ? known : _callers.GetValue(key, k => CallerLimits.Of(this, holders, k));
}
