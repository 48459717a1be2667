using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Identity;

/// <summary>A named administrator as shown; never the token or its hash.</summary>
public sealed record AdminView(string Name, string Role, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public static AdminView Of(Administrator a) => new(a.Name, EnumWords.Of(a.Role), a.CreatedBy, a.CreatedAt, a.RevokedAt);
}
