using Sallyport.Providers;

namespace Sallyport.Gateway.Settlement;

/// <summary>Known prices by provider and model. Immutable.</summary>
public sealed class PriceTable
{
    private readonly Dictionary<(string Provider, string Model), ModelPrice[]> _prices; // of each model the newest first

    internal PriceTable(string version, DateOnly? asOf, Dictionary<(string Provider, string Model), ModelPrice[]> prices) => (Version, AsOf, _prices) = (version, asOf, prices);

    public static PriceTable Empty { get; } = new("none", null, []);

    /// <summary>Date of the catalogue, and the version of the operator's overlay after a plus sign: <c>2026-08-21+contract-7</c>. Written to the record with each cost.</summary>
    public string Version { get; }

    /// <summary>Day on which the newest of these prices were seen; null if no file says so.</summary>
    public DateOnly? AsOf { get; }

    /// <summary>Every model with a price today, by provider and name, without aliases.</summary>
    public IEnumerable<ModelPrice> On(DateOnly day) => _prices
        .Select(p => (p.Key, Price: PriceOn(p.Value, day)))
        .Where(p => p.Price is not null && p.Key == (p.Price.Model.Provider, p.Price.Model.Model))
        .Select(p => p.Price!)
        .OrderBy(p => p.Model.Provider, StringComparer.Ordinal).ThenBy(p => p.Model.Model, StringComparer.Ordinal);

    /// <summary>The price of a model on a day (UTC), by its name or an alias that the catalogue lists; null if unknown.</summary>
    public ModelPrice? Find(string provider, string model, DateOnly day) => _prices.TryGetValue((provider, model), out var prices) ? PriceOn(prices, day) : null;

    /// <summary>Cost in nano-USD, or null if the price or the usage is unknown, or contradicts itself. Never zero for "unknown".</summary>
    public long? CostOf(string provider, string model, in TokenUsage usage, DateOnly day) => Find(provider, model, day)?.CostOf(usage);

    /// <summary>True if the newest prices are older than that many days.</summary>
    public bool IsStale(DateOnly today, int days) => AsOf is { } seen && today.DayNumber - seen.DayNumber > days;

    /// <summary>This table with a file's prices on top: a model that the file names has no other prices than the file's.</summary>
    internal PriceTable With(PriceFile file)
    {
        var all = new Dictionary<(string Provider, string Model), ModelPrice[]>(_prices);
        foreach (var (key, prices) in file.Prices()) all[key] = prices;
        return new PriceTable(Version + "+" + file.Version, file.AsOf > AsOf ? file.AsOf : AsOf ?? file.AsOf, all);
    }

    private static ModelPrice? PriceOn(ModelPrice[] prices, DateOnly day)
    {
        foreach (var price in prices)
        {
            if (price.Model.From is not { } from || from <= day) return price;
        }

        return null;
    }
}
