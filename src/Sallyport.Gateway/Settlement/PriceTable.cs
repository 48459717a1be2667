using Sallyport.Providers;

namespace Sallyport.Gateway.Settlement;

/// <summary>Prices in nano-USD per token (the same number as micro-USD per thousand).</summary>
public sealed record ModelPrice(long InputNanoUsd, long OutputNanoUsd, long? CachedInputNanoUsd, long? CacheWriteNanoUsd);

/// <summary>Known prices by provider and model. Immutable.</summary>
public sealed class PriceTable(string version, IReadOnlyDictionary<string, ModelPrice> prices)
{
    public static PriceTable Empty { get; } = new("none", new Dictionary<string, ModelPrice>());

    /// <summary>Date of the catalogue, and the version of the operator's overlay after a plus sign: <c>2026-08-21+contract-7</c>.</summary>
    public string Version { get; } = version;

    /// <summary>The price of a model, by its name or an alias that the catalogue lists; null if unknown.</summary>
    public ModelPrice? Find(string provider, string model) => prices.GetValueOrDefault(KeyOf(provider, model));

    /// <summary>Cost in nano-USD, or null if the price or the usage is unknown, or contradicts itself. Never zero for "unknown".</summary>
    public long? CostOf(string provider, string model, TokenUsage usage)
    {
        if (usage.Input is not { } input || usage.Output is not { } output || Find(provider, model) is not { } price) return null;
        var read = usage.CachedInput ?? 0;
        var written = usage.CacheWrite ?? 0;
        if (input < 0 || output < 0 || read < 0 || written < 0 || read > input - written) return null;
        try
        {
            return checked(((input - read - written) * price.InputNanoUsd) + (read * (price.CachedInputNanoUsd ?? price.InputNanoUsd))
                + (written * (price.CacheWriteNanoUsd ?? price.InputNanoUsd)) + (output * price.OutputNanoUsd));
        }
        catch (OverflowException)
        {
            return null; // an upstream that reports 2^60 tokens is not telling the truth
        }
    }

    /// <summary>This table with another's prices on top.</summary>
    internal PriceTable With(string overlayVersion, IEnumerable<KeyValuePair<string, ModelPrice>> overlay)
    {
        var all = new Dictionary<string, ModelPrice>(prices);
        foreach (var (key, price) in overlay) all[key] = price;
        return new PriceTable(Version + "+" + overlayVersion, all);
    }

    internal static string KeyOf(string provider, string model) => provider + "/" + model;
}
