using Sallyport.Providers;

namespace Sallyport.Gateway.Settlement;

/// <summary>What a model costs from a day on. Immutable.</summary>
public sealed class ModelPrice
{
    /// <summary>By tier: from the longest inputs down to any; empty where the tier has no price of its own.</summary>
    private readonly (long Above, Rates Rates)[][] _bands = new (long, Rates)[4][];

    internal ModelPrice(CatalogModel model)
    {
        Model = model;
        if (model.IsByUnit)
        {
            Array.Fill(_bands, []); // no token has a price
            return;
        }

        var standard = Rates.Of(model, model);
        for (var tier = ServiceTier.Standard; tier <= ServiceTier.Priority; tier++)
        {
            if (model.RatesOf(tier) is not { } given)
            {
                _bands[(int)tier] = [];
                continue;
            }

            var own = Rates.Of(given, model);
            _bands[(int)tier] = [.. (model.Long ?? []).OrderByDescending(l => l.Above).Select(l => (l.Above, tier == ServiceTier.Standard ? Rates.Of(l, model) : Rates.Of(l, model).InProportion(own, standard))), (-1, own)];
        }
    }

    /// <summary>What the price file says of the model.</summary>
    public CatalogModel Model { get; }

    /// <summary>Prices of ordinary serving and short inputs; all zero for a model that is not billed by tokens.</summary>
    public Rates Standard => Model.IsByUnit ? new Rates(0, 0, 0, null, null, 0, 0, 0, 0) : _bands[0][^1].Rates;

    /// <summary>Prices for an input of a length. Batch and flex without prices of their own cost as ordinary serving does; priority costs more, so without a price it is null.</summary>
    public Rates? RatesOf(ServiceTier tier, long input)
    {
        var bands = _bands[(int)tier];
        if (bands.Length == 0) bands = tier == ServiceTier.Priority ? bands : _bands[0];
        foreach (var (above, rates) in bands)
        {
            if (input > above) return rates;
        }

        return null;
    }

    /// <summary>The highest prices that an input of at most this length can have: a longer one need not cost more by the token.</summary>
    /// <remarks>Whatever tier was asked for, a provider may fall back to ordinary serving.</remarks>
    internal (long Input, long Output)? HighestOf(ServiceTier tier, long mostInput, bool withCache, bool withMedia)
    {
        if (RatesOf(tier, mostInput) is null) return null;
        var (input, output) = (0L, 0L);
        foreach (var bands in (ReadOnlySpan<(long, Rates)[]>)[_bands[0], _bands[(int)tier]])
        {
            foreach (var (above, rates) in bands)
            {
                if (mostInput > above) (input, output) = (Math.Max(input, rates.HighestInput(withCache, withMedia)), Math.Max(output, rates.HighestOutput(withMedia)));
            }
        }

        return (input, output);
    }

    /// <summary>Cost in nano-USD of a model that is billed by other units than tokens; null if one that it is billed by is not known, or is more than there can be.</summary>
    internal long? UnitCostOf(long? images, long? characters, long? seconds, long? searchUnits)
    {
        Int128 cost = 0;
        foreach (var (price, count) in (ReadOnlySpan<(long?, long?)>)[(Model.Image, images), (Model.Character, characters), (Model.Second, seconds), (Model.SearchUnit, searchUnits)])
        {
            if (price is null) continue;
            if (count is not >= 0) return null;
            cost += (Int128)price.Value * count.Value;
        }

        return cost > long.MaxValue ? null : (long)cost;
    }

    /// <summary>Cost in nano-USD, or null if a price or the usage is unknown, or contradicts itself. Never zero for "unknown".</summary>
    public long? CostOf(in TokenUsage usage)
    {
        if (Model.IsByUnit) return UnitCostOf(usage.Images, usage.Characters, usage.Seconds, usage.SearchUnits);
        if (usage.Input is not { } input || RatesOf(usage.Tier, input) is not { } rates) return null;
        var (searches, files) = (usage.WebSearches ?? 0, usage.FileSearches ?? 0);
        if (searches < 0 || files < 0 || (searches > 0 && Model.WebSearch is null) || (files > 0 && Model.FileSearch is null)) return null;
        if (Model.WebSearchOnce) searches = Math.Min(searches, 1);
        try
        {
            return rates.CostOf(usage) is { } tokens ? checked(tokens + (searches * (Model.WebSearch ?? 0)) + (files * (Model.FileSearch ?? 0))) : null;
        }
        catch (OverflowException)
        {
            return null; // an upstream that reports 2^60 tokens is not telling the truth
        }
    }
}
