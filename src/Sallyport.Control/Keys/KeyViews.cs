using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>A key as shown: never its secret, never its hash.</summary>
public sealed record KeyView(
    string Id,
    string Name,
    string? Purpose,
    string Environment,
    string Organization,
    string? Team,
    string? User,
    string? Application,
    ScopeView Scopes,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<SecretView> Secrets,
    long Version)
{
    public static KeyView Of(VirtualKeyRecord key) => new(
        key.Id,
        key.Name,
        key.Purpose,
        KeyWords.WordOf(key.Environment),
        key.Owner.Organization,
        key.Owner.Team,
        key.Owner.User,
        key.Owner.Application,
        new ScopeView(KeyWords.WordsOf(key.Scopes.Endpoints), key.Scopes.Models, key.Scopes.Upstreams, KeyWords.WordsOf(key.Scopes.Capabilities)),
        KeyWords.WordOf(key.State),
        key.CreatedAt,
        key.ExpiresAt,
        [.. key.Secrets.Select(s => new SecretView(s.CreatedAt, s.NotAfter))],
        key.Version);
}

/// <summary>Scopes in words; an empty list of models or upstreams means all.</summary>
public sealed record ScopeView(IReadOnlyList<string> Endpoints, IReadOnlyList<string> Models, IReadOnlyList<string> Upstreams, IReadOnlyList<string> Capabilities);

/// <summary>When a secret was made, and when it ends if it was rotated out.</summary>
public sealed record SecretView(DateTimeOffset CreatedAt, DateTimeOffset? NotAfter);

/// <summary>A key and its secret, shown this once.</summary>
/// <param name="Secret">The whole key string.</param>
public sealed record IssuedKeyView(KeyView Key, string Secret);

/// <summary>One page of keys, oldest first.</summary>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record KeyPage(IReadOnlyList<KeyView> Keys, string? NextCursor);

/// <summary>What to change; a member that is absent stays as it is, and null removes a purpose or an expiry.</summary>
public sealed class KeyPatch
{
    public string? Name { get; set; }

    public string? Purpose
    {
        get;
        set
        {
            field = value;
            _setsPurpose = true;
        }
    }

    public ScopeInput? Scopes { get; set; }

    public DateTimeOffset? ExpiresAt
    {
        get;
        set
        {
            field = value;
            _setsExpiry = true;
        }
    }

    private bool _setsPurpose, _setsExpiry;

    internal KeyChange ToChange() => new() { Name = Name, SetsPurpose = _setsPurpose, Purpose = Purpose, Scopes = Scopes, SetsExpiry = _setsExpiry, ExpiresAt = ExpiresAt };
}

/// <summary>How to rotate.</summary>
/// <param name="OverlapSeconds">How long the old secret works on: 0 to 2,592,000 (30 days). Default 86,400 (24 h).</param>
public sealed record KeyRotation(long? OverlapSeconds = null);
