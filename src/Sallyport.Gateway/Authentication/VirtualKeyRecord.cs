using Sallyport.Providers;

namespace Sallyport.Gateway.Authentication;

/// <summary>Where a key may be used. Numbers are frozen: they are stored with keys.</summary>
public enum KeyEnvironment
{
    Development = 1,
    Staging = 2,
    Production = 3,
}

/// <summary>Whether a key works. Numbers are frozen: they are stored with keys.</summary>
public enum KeyState
{
    Active = 1,

    /// <summary>Switched off, can be switched on again.</summary>
    Disabled = 2,

    /// <summary>Ended for good.</summary>
    Revoked = 3,
}

/// <summary>Least privilege of a key. An empty list of models or upstreams means all.</summary>
/// <param name="Endpoints">Endpoint groups it may call.</param>
/// <param name="Models">Model names it may ask for; <c>*</c> at the end matches any rest.</param>
/// <param name="Upstreams">Ids of upstreams that may see its traffic.</param>
/// <param name="Capabilities">What requests may ask for beyond plain text.</param>
public sealed record KeyScopes(EndpointGroups Endpoints, IReadOnlyList<string> Models, IReadOnlyList<string> Upstreams, Capabilities Capabilities)
{
    /// <summary>Every endpoint, model and upstream; function tools only.</summary>
    public static KeyScopes Default { get; } = new(EndpointGroups.All, [], [], Capabilities.Tools);
}

/// <summary>Who answers for a key. All parts but the organization may be null.</summary>
public sealed record KeyOwner(string Organization, string? Team, string? User, string? Application);

/// <summary>One secret of a key: the keyed hash and until when it works. During a rotation a key has two.</summary>
/// <param name="Hash">HMAC-SHA-256 of the whole key string under the pepper; 32 bytes.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="NotAfter">End of the overlap after a rotation; null for the current secret.</param>
public sealed record KeySecretHash(ReadOnlyMemory<byte> Hash, DateTimeOffset CreatedAt, DateTimeOffset? NotAfter);

/// <summary>A virtual key as stored. Never holds the key itself.</summary>
/// <param name="Id">Public id: 10 base62 characters, stable over rotations.</param>
/// <param name="Version">Grows by one with each change; a writer that read an older one loses.</param>
public sealed record VirtualKeyRecord(
    string Id,
    KeyEnvironment Environment,
    string Name,
    string? Purpose,
    KeyOwner Owner,
    KeyScopes Scopes,
    KeyState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<KeySecretHash> Secrets,
    long Version)
{
    /// <summary>Name of the tier whose limits it has; null for the configuration's default tier.</summary>
    public string? Tier { get; init; }
}
