using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Admission;

/// <summary>What applies to one key under one configuration, sorted out once so that a request only looks at what is left open.</summary>
internal sealed class CallerLimits
{
    private readonly (AppliedRule Applied, string? Holder)[] _entry, _reserve;
    private readonly Counter[]? _fixedEntry;

    private CallerLimits(SpendPolicy policy, LimitHolders holders, VirtualKeyRecord key)
    {
        Tier = policy.TierOf(key);
        Priority = key.Purpose is { } purpose && policy.Priorities.Purposes.TryGetValue(purpose, out var own) ? own : Tier.Priority;
        var rules = policy.Rules.Where(r => r.Match.FitsCaller(key, Tier.Name, key.Purpose)).Select(r => (r, holders.Of(r.Rule.Scope, key))).ToArray();
        _entry = [.. rules.Where(r => IsKnownAtEntry(r.r))];
        _reserve = [.. rules.Where(r => !IsKnownAtEntry(r.r))];
        if (_entry.All(r => r.Holder is not null)) _fixedEntry = [.. _entry.Select(r => new Counter(r.Applied.Rule, r.Holder!))];
        Caps = [.. policy.Caps.Where(c => c.Match.FitsCaller(key, Tier.Name, key.Purpose))];
    }

    public TierDefinition Tier { get; }

    public Priority Priority { get; }

    /// <summary>Budgets for each request by itself.</summary>
    public IReadOnlyList<RequestCap> Caps { get; }

    /// <summary>True if anything is counted before it is known where the request goes.</summary>
    public bool HasEntry => _entry.Length > 0;

    /// <summary>True if anything waits for the target to be known.</summary>
    public bool HasReserve => _reserve.Length > 0;

    public static CallerLimits Of(SpendPolicy policy, LimitHolders holders, VirtualKeyRecord key) => new(policy, holders, key);

    /// <summary>Counters of requests, bytes and open places that do not hang on where the request goes.</summary>
    /// <param name="find">Holder of a scope that the request decides.</param>
    public IReadOnlyList<Counter> Entry(Func<LimitScope, string> find)
    {
        if (_fixedEntry is not null) return _fixedEntry;
        var counters = new Counter[_entry.Length];
        for (var i = 0; i < counters.Length; i++) counters[i] = new Counter(_entry[i].Applied.Rule, _entry[i].Holder ?? find(_entry[i].Applied.Rule.Scope));
        return counters;
    }

    /// <summary>All other counters.</summary>
    /// <param name="asked">Model that was asked for.</param>
    /// <param name="named">Its name at the upstream.</param>
    /// <param name="upstream">Where the request goes first.</param>
    /// <param name="find">Holder of a scope that the request decides.</param>
    /// <param name="applied">The rule of each counter, in the same order.</param>
    public IReadOnlyList<Counter> Reserve(string? asked, string? named, string? upstream, Func<LimitScope, string> find, out IReadOnlyList<AppliedRule> applied)
    {
        var counters = new List<Counter>(_reserve.Length);
        var rules = new List<AppliedRule>(_reserve.Length);
        foreach (var (rule, holder) in _reserve)
        {
            if (!rule.Match.FitsTarget(asked, named, upstream)) continue;
            counters.Add(new Counter(rule.Rule, holder ?? find(rule.Rule.Scope)));
            rules.Add(rule);
        }

        applied = rules;
        return counters;
    }

    /// <summary>True for a budget, false for a limit: for the words of a refusal.</summary>
    public bool IsBudget(LimitRule rule)
    {
        foreach (var (applied, _) in _reserve)
        {
            if (ReferenceEquals(applied.Rule, rule)) return applied.IsBudget;
        }

        return false;
    }

    private static bool IsKnownAtEntry(AppliedRule applied) =>
        applied.Rule.Unit is LimitUnit.Requests or LimitUnit.Bytes && applied.Rule.Scope is not (LimitScope.Model or LimitScope.Upstream) && !applied.Match.NeedsTarget;
}
