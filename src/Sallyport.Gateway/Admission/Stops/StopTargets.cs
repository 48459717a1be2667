using System.Diagnostics.CodeAnalysis;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Admission.Stops;

/// <summary>Reads targets of switches, and finds the keys behind them.</summary>
public sealed class StopTargets(InstallationKeys keys)
{
    private readonly LimitHolders _holders = new(keys);

    /// <inheritdoc cref="StopTarget.TryParse"/>
    public bool TryParse(string? text, [NotNullWhen(true)] out StopTarget? target) => StopTarget.TryParse(text, _holders, out target);

    /// <summary>True if the key of an exchange says whether it is stopped.</summary>
    public static bool IsOfKeys(StopScope scope) => ScopeOf(scope) is not null;

    /// <summary>Whether any of these keys is the target's.</summary>
    public bool HasAny(StopTarget target, IEnumerable<VirtualKeyRecord> all) => ScopeOf(target.Scope) is { } scope && all.Any(k => Counter.NameOf(_holders.Of(scope, k)!) == target.Holder);

    internal static LimitScope? ScopeOf(StopScope scope) => scope switch
    {
        StopScope.Organization => LimitScope.Organization,
        StopScope.Team => LimitScope.Team,
        StopScope.User => LimitScope.User,
        StopScope.Key => LimitScope.Key,
        StopScope.Application => LimitScope.Application,
        _ => null,
    };

    /// <summary>What a budget of this scope stops; null if its holders are not what switches know.</summary>
    internal static StopScope? Of(LimitScope scope) => scope switch
    {
        LimitScope.Global => StopScope.Everything,
        LimitScope.Organization => StopScope.Organization,
        LimitScope.Team => StopScope.Team,
        LimitScope.User => StopScope.User,
        LimitScope.Key => StopScope.Key,
        LimitScope.Application => StopScope.Application,
        LimitScope.Model => StopScope.Model,
        LimitScope.Upstream => StopScope.Upstream,
        _ => null,
    };
}
