using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>When a secret was made, and when it ends if it was rotated out.</summary>
public sealed record SecretView(DateTimeOffset CreatedAt, DateTimeOffset? NotAfter);
