using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>What to change about a key. A change that is not named leaves the field.</summary>
public sealed record KeyChange
{
    public string? Name { get; init; }

    /// <summary>True to take <see cref="Purpose"/>, even if it is null.</summary>
    public bool SetsPurpose { get; init; }

    public string? Purpose { get; init; }

    public ScopeInput? Scopes { get; init; }

    /// <summary>True to take <see cref="Tier"/>, even if it is null: the default tier.</summary>
    public bool SetsTier { get; init; }

    public string? Tier { get; init; }

    /// <summary>True to take <see cref="ExpiresAt"/>, even if it is null: without end.</summary>
    public bool SetsExpiry { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
