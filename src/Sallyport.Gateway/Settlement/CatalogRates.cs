namespace Sallyport.Gateway.Settlement;

/// <summary>Prices of a price file for one way of serving, in nano-USD per token; null means unknown, never free.</summary>
public record CatalogRates
{
    public long? Input { get; init; }
    public long? Output { get; init; }

    /// <summary>Input read from the provider's cache; as <see cref="Input"/> if not given.</summary>
    public long? CacheRead { get; init; }

    /// <summary>Input written to the provider's cache. Not given, such usage has no known cost.</summary>
    public long? CacheWrite { get; init; }

    /// <summary>Input written to the provider's cache for an hour.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("cache_write_1h")]
    public long? CacheWrite1h { get; init; }

    /// <summary>Output spent on reasoning; as <see cref="Output"/> if not given.</summary>
    public long? Reasoning { get; init; }

    /// <summary>Sound in the input; as <see cref="Input"/> if not given.</summary>
    public long? InputAudio { get; init; }

    /// <summary>Sound in the output; as <see cref="Output"/> if not given.</summary>
    public long? OutputAudio { get; init; }

    /// <summary>Images in the output; as <see cref="Output"/> if not given.</summary>
    public long? OutputImage { get; init; }

    internal IEnumerable<long?> All => [Input, Output, CacheRead, CacheWrite, CacheWrite1h, Reasoning, InputAudio, OutputAudio, OutputImage];
}

/// <summary>Prices of a whole request whose input is longer than a bound.</summary>
public sealed record CatalogLongRates : CatalogRates
{
    /// <summary>From one token more than this on.</summary>
    public required long Above { get; init; }
}
