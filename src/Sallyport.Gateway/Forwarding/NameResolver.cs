using System.Net;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Finds the addresses of a name. The system's unless a test brings its own.</summary>
internal delegate Task<IPAddress[]> NameResolver(string host, CancellationToken cancellation);
