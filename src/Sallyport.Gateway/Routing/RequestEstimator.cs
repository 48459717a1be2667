using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Routing;

/// <summary>Estimates a request for the model that it asks for, and looks for cheaper ones among those that the same request could ask for instead.</summary>
internal sealed class RequestEstimator(Router router, ModelCatalog catalog, TokenEstimator estimator)
{
    private const int MostOffered = 5;

    /// <param name="target">Where the request would go.</param>
    /// <param name="caller">Whose scopes decide what is offered; null for everybody's.</param>
    public SpendEstimate Of(GatewaySnapshot snapshot, Caller? caller, Endpoint endpoint, DialectId dialect, ReadOnlySpan<byte> body, List<TextSegment> segments, RequestFacts facts, RouteTarget target, DateOnly day)
    {
        var asked = Estimate(snapshot, endpoint, body, segments, facts, target, day);
        if (asked.LikelyMostNanoUsd is { } likely) asked = asked with { LikelyMostShown = Admission.DisplayCurrency.Show(likely, snapshot.Spend.Display) };
        if (asked.LikelyMostNanoUsd is not { } cost) return asked;
        var (highest, floor) = (asked.InputTokens + (asked.InputTokens * asked.InputErrorPercent / 100), target.Upstream.MaxSensitivity);
        var cheaper = new List<CheaperModel>();
        foreach (var name in NamesFor(snapshot, caller, dialect, endpoint))
        {
            if (name.Contains("search", StringComparison.Ordinal)) continue; // a model that searches unasked is no stand-in
            if (router.TargetsOf(snapshot, name, dialect, endpoint).FirstOrDefault(t => t.Upstream.MaxSensitivity >= floor && (caller is null || Eligibility.IsInScope(caller, t.Upstream.Id))) is not { Model: { } model } other || (model == target.Model && other.Upstream == target.Upstream)) continue;
            var provider = ProviderNames.NameOf(other.Upstream.Provider);
            if (snapshot.Prices.Find(provider, model, day) is not { } price || price.Standard.Output == 0 || price.Model.Context < highest + (facts.MaxOutputTokens ?? 0)) continue;
            if (Estimate(snapshot, endpoint, body, segments, facts, other, day).LikelyMostNanoUsd is { } less && less < cost) cheaper.Add(new CheaperModel(name, other.Upstream.Id, price.Standard.Input, price.Standard.Output, less));
        }

        return asked with { Cheaper = [.. cheaper.OrderBy(c => c.LikelyMostNanoUsd).ThenBy(c => c.Model, StringComparer.Ordinal).Take(MostOffered)] };
    }

    private SpendEstimate Estimate(GatewaySnapshot snapshot, Endpoint endpoint, ReadOnlySpan<byte> body, List<TextSegment> segments, RequestFacts facts, RouteTarget target, DateOnly day) =>
        SpendEstimate.Of(estimator, endpoint, body, segments, facts, ProviderNames.NameOf(target.Upstream.Provider), target.Upstream.Id, target.Model!, snapshot.Prices, day);

    private IEnumerable<string> NamesFor(GatewaySnapshot snapshot, Caller? caller, DialectId dialect, Endpoint endpoint)
    {
        var names = snapshot.Models.Count > 0 ? snapshot.Models.Values.Where(m => !m.IsWildcard).Select(m => m.Name) : snapshot.Upstreams.Values.Where(u => Dialects.SpokenFor(u.Provider, null, dialect, endpoint) is not null).SelectMany(u => catalog.ModelsOf(u.Provider));
        return names.Distinct(StringComparer.Ordinal).Where(n => caller is null || Router.MayAsk(caller, n));
    }
}
