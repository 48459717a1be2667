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
    string? Tier,
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
        EnumWords.Of(key.Environment),
        key.Owner.Organization,
        key.Owner.Team,
        key.Owner.User,
        key.Owner.Application,
        key.Tier,
        new ScopeView(KeyWords.WordsOf(key.Scopes.Endpoints), key.Scopes.Models, key.Scopes.Upstreams, KeyWords.WordsOf(key.Scopes.Capabilities)),
        EnumWords.Of(key.State),
        key.CreatedAt,
        key.ExpiresAt,
        [.. key.Secrets.Select(s => new SecretView(s.CreatedAt, s.NotAfter))],
        key.Version);
}
