using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>A key and, this once, its secret.</summary>
public sealed record IssuedKey(VirtualKeyRecord Record, VirtualKey Key);
