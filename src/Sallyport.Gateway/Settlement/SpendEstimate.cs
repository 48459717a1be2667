using System.Globalization;
using System.Text.Json.Serialization;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Settlement;

/// <summary>What a request would use and cost, before it is sent.</summary>
/// <param name="Upstream">Where it would go first.</param>
/// <param name="Model">Name of the model there.</param>
/// <param name="InputTokens">Estimate of the input.</param>
/// <param name="InputErrorPercent">The true figure is expected within this; 100 if most of the input may stand elsewhere.</param>
/// <param name="MostInputTokens">Can never be more; null if there is no bound, and so for the next.</param>
/// <param name="LeastNanoUsd">Cost of the shortest likely input alone, read from the provider's cache; null if there is no price.</param>
/// <param name="LikelyMostNanoUsd">Cost of the longest likely input and the longest output.</param>
/// <param name="MostNanoUsd">Can never be more: what a strict budget reserves.</param>
/// <param name="PriceVersion">Prices that were used.</param>
/// <param name="Unbounded">Why there is no bound: <c>price_unknown</c>, <c>output_unknown</c>, <c>input_unknown</c>, <c>tools_unbounded</c>.</param>
/// <param name="Cheaper">Models that the caller may ask for, that take a request of this form and length, and that would cost less. Whether they are good enough is for the caller to say.</param>
public sealed record SpendEstimate(
    string Provider, string Upstream, string Model,
    long InputTokens, int InputErrorPercent, long? MostInputTokens, long? MostOutputTokens,
    long? LeastNanoUsd, long? LikelyMostNanoUsd, long? MostNanoUsd, string PriceVersion, string? Unbounded, IReadOnlyList<CheaperModel> Cheaper)
{
    public string Object { get; } = "estimate";

    /// <summary>Longest likely cost as people read it here: <c>0.0125 USD (0.0115 EUR)</c>; null if there is no price.</summary>
    public string? LikelyMostShown { get; init; }

    /// <summary>Budgets and limits of tokens that would refuse the request now; null if nobody was asked or they do not answer. They can stand differently when the request is sent.</summary>
    public IReadOnlyList<RefusingLimit>? RefusedBy { get; init; }

    /// <summary>For people: US dollars.</summary>
    public string? LeastUsd => Usd(LeastNanoUsd);

    public string? LikelyMostUsd => Usd(LikelyMostNanoUsd);

    public string? MostUsd => Usd(MostNanoUsd);

    /// <summary>US dollars from billionths, all digits.</summary>
    public static string? Usd(long? nano) => nano is { } n ? (n / 1_000_000_000m).ToString("0.00#######", CultureInfo.InvariantCulture) : null;

    /// <summary>Estimates one request for one model.</summary>
    internal static SpendEstimate Of(TokenEstimator estimator, Endpoint endpoint, ReadOnlySpan<byte> body, List<TextSegment> segments, RequestFacts facts, string provider, string upstream, string model, PriceTable prices, DateOnly day)
    {
        var estimate = estimator.Estimate(provider, model, body, segments, facts);
        var price = prices.Find(provider, model, day);
        var size = RequestSize.Of(endpoint, body, segments);
        var likely = SpendBound.Of(size, facts, provider, price, BoundMode.Estimate, estimate);
        var most = SpendBound.Of(size, facts, provider, price, BoundMode.Strict, estimate);
        var rates = price?.RatesOf(facts.Tier, estimate.Lowest);
        return new SpendEstimate(
            provider, upstream, model, estimate.Input, estimate.ErrorPercent, most.InputTokens, most.OutputTokens,
            rates is null || estimate.ErrorPercent >= 100 ? null : estimate.Lowest * Math.Min(rates.Input, rates.CacheRead), likely.NanoUsd, most.NanoUsd, prices.Version,
            most.Why == Settlement.Unbounded.No ? null : Authentication.EnumWords.Of(most.Why), []);
    }
}

/// <summary>A budget or limit that has not enough left for a request.</summary>
/// <param name="Id">Its name in the configuration.</param>
/// <param name="Limit">All there is: "5.00 USD".</param>
/// <param name="Left">What is left of it.</param>
/// <param name="Needed">The most that the request can use; null if there is no bound.</param>
public sealed record RefusingLimit(string Id, string Limit, string Left, string? Needed);

/// <summary>A model that would cost less.</summary>
/// <param name="Model">Name to ask for.</param>
/// <param name="InputNanoUsd">Price of an input token; US dollars per million tokens are a thousandth of it.</param>
/// <param name="LikelyMostNanoUsd">As for the request itself.</param>
public sealed record CheaperModel(string Model, string Upstream, long InputNanoUsd, long OutputNanoUsd, long LikelyMostNanoUsd);

/// <summary>Writes estimates.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = false)]
[JsonSerializable(typeof(SpendEstimate))]
public sealed partial class SpendEstimateJson : JsonSerializerContext;
