using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>A key and its secret, shown this once.</summary>
/// <param name="Secret">The whole key string.</param>
public sealed record IssuedKeyView(KeyView Key, string Secret);
