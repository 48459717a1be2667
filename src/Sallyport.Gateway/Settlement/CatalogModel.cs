using Sallyport.Providers;

namespace Sallyport.Gateway.Settlement;

/// <summary>One model of a price file. Prices of its own are those of ordinary serving.</summary>
public sealed record CatalogModel : CatalogRates
{
    /// <summary>Provider name: <c>openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>deepseek</c>, <c>mistral</c>, <c>openai-compatible</c>.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>Other names of the same model, such as dated snapshots.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>First day (UTC) on which these prices hold; null holds from ever. A model may stand several times, with different days.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Prices for long inputs, each for the whole request.</summary>
    public IReadOnlyList<CatalogLongRates>? Long { get; init; }

    public CatalogRates? Batch { get; init; }

    public CatalogRates? Flex { get; init; }

    public CatalogRates? Priority { get; init; }

    /// <summary>For each search of the web, in nano-USD.</summary>
    public long? WebSearch { get; init; }

    /// <summary>True if searches of one request cost as much as one.</summary>
    public bool WebSearchOnce { get; init; }

    /// <summary>For each search of stored files, in nano-USD.</summary>
    public long? FileSearch { get; init; }

    /// <summary>For each image made, in nano-USD: the dearest size and quality. A model with one of these four is billed by them and not by tokens.</summary>
    public long? Image { get; init; }

    /// <summary>For each character spoken, in nano-USD.</summary>
    public long? Character { get; init; }

    /// <summary>For each second of sound written down, in nano-USD.</summary>
    public long? Second { get; init; }

    /// <summary>For each unit of a reranking, in nano-USD.</summary>
    public long? SearchUnit { get; init; }

    /// <summary>True if it is billed by other units than tokens.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsByUnit => (Image ?? Character ?? Second ?? SearchUnit) is not null;

    /// <summary>Context window in tokens.</summary>
    public int? Context { get; init; }

    /// <summary>Most output tokens, reasoning included.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>Day on which the provider ends or ended it.</summary>
    public DateOnly? Retired { get; init; }

    /// <summary>True if model lists offer it: in service, and reachable through the endpoints that we serve.</summary>
    public bool Listed { get; init; }

    internal CatalogRates? RatesOf(ServiceTier tier) => tier switch { ServiceTier.Batch => Batch, ServiceTier.Flex => Flex, ServiceTier.Priority => Priority, _ => this };
}
