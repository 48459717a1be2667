using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>What somebody asks a new key to be. Nothing is checked yet.</summary>
public sealed record NewKey
{
    /// <summary>Required; 1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>One of <see cref="KeyWords.AllowedEnvironments"/>. Default: development.</summary>
    public string? Environment { get; init; }

    /// <summary>What the key is for, up to 500 characters; written to each audit entry.</summary>
    public string? Purpose { get; init; }

    /// <summary>Who answers for the key. Default: "default".</summary>
    public string? Organization { get; init; }

    public string? Team { get; init; }
    public string? User { get; init; }
    public string? Application { get; init; }

    /// <summary>Default: every endpoint, model and upstream, and function tools.</summary>
    public ScopeInput? Scopes { get; init; }

    /// <summary>Name of a tier of the configuration: "free", "pro", "service" or an own one. Null for the default tier.</summary>
    public string? Tier { get; init; }

    /// <summary>In the future; null for a key without end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
