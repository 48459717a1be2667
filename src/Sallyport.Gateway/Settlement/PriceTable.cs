using Sallyport.Providers;

namespace Sallyport.Gateway.Settlement;


/// <summary>Prices in nano-USD per token (the same number as micro-USD per thousand).</summary>
public sealed record ModelPrice(long InputNanoUsd, long OutputNanoUsd, long? CachedInputNanoUsd, long? CacheWriteNanoUsd);

/// <summary>Known prices by provider and model. Immutable.</summary>
public sealed class PriceTable(string version, IReadOnlyDictionary<string, ModelPrice> prices)
{
    public static PriceTable Empty { get; } = new("none", new Dictionary<string, ModelPrice>());

    public string Version { get; } = version;

    /// <summary>Cost in nano-USD, or null if the price or the usage is unknown. Never zero for "unknown".</summary>
    public long? CostOf(string provider, string model, TokenUsage usage)
    {
        if (usage.Input is not { } input || usage.Output is not { } output || !prices.TryGetValue(provider + "/" + model, out var price)) return null;
        var read = usage.CachedInput ?? 0;
        var written = usage.CacheWrite ?? 0;
        return ((input - read - written) * price.InputNanoUsd) + (read * (price.CachedInputNanoUsd ?? price.InputNanoUsd))
            + (written * (price.CacheWriteNanoUsd ?? price.InputNanoUsd)) + (output * price.OutputNanoUsd);
    }
}
