namespace Sallyport.Gateway.Settlement;

/// <summary>One model of a price file. Prices in nano-USD per token; null means unknown, never free.</summary>
public sealed record CatalogModel
{
    /// <summary>Provider name: <c>openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>deepseek</c>, <c>mistral</c>, <c>openai-compatible</c>.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>Other names of the same model, such as dated snapshots.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    public long? Input { get; init; }
    public long? Output { get; init; }
    public long? CacheRead { get; init; }
    public long? CacheWrite { get; init; }

    /// <summary>Context window in tokens.</summary>
    public int? Context { get; init; }

    /// <summary>Most output tokens.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>True if model lists offer it: in service, and reachable through the endpoints that we serve.</summary>
    public bool Listed { get; init; }
}
