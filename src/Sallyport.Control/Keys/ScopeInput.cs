using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>Scopes in words. A null list leaves what is there (or the default of a new key).</summary>
public sealed record ScopeInput
{
    public IReadOnlyList<string>? Endpoints { get; init; }
    public IReadOnlyList<string>? Models { get; init; }
    public IReadOnlyList<string>? Upstreams { get; init; }
    public IReadOnlyList<string>? Capabilities { get; init; }
}
