using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>How to rotate.</summary>
/// <param name="OverlapSeconds">How long the old secret works on: 0 to 2,592,000 (30 days). Default 86,400 (24 h).</param>
public sealed record KeyRotation(long? OverlapSeconds = null);
