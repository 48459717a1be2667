namespace Sallyport.Gateway.Caching;

/// <summary>An answer as the upstream gave it: with the placeholders of its request, not inspected. It never leaves without passing the path again.</summary>
/// <param name="Upstream">Where it came from.</param>
/// <param name="Model">Name of the model there.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Headers">Of those that a client may see, the ones that are true of it for ever.</param>
/// <param name="Body">All its bytes.</param>
internal sealed record CachedAnswer(string Upstream, string? Model, string? ContentType, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Members of the request that were left out in the translation.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];
}
