namespace Sallyport.Gateway.Configuration;

/// <summary>A proxy that opens tunnels (HTTP CONNECT).</summary>
/// <param name="Address">http or https, without a path.</param>
/// <param name="User">Null if it asks for none.</param>
public sealed record UpstreamProxy(Uri Address, string? User, Secret? Password);
