using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>Scopes in words; an empty list of models or upstreams means all.</summary>
public sealed record ScopeView(IReadOnlyList<string> Endpoints, IReadOnlyList<string> Models, IReadOnlyList<string> Upstreams, IReadOnlyList<string> Capabilities);
