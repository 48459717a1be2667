using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;

namespace Sallyport.Gateway.Routing;

/// <summary>Says which upstreams may get an exchange. What is not eligible is not in the plan, so no retry can reach it.</summary>
internal sealed class Router(ModelCatalog catalog)
{
    /// <returns>A plan; or 404 <c>model_not_found</c>, 403 <c>model_not_allowed</c>, 403 <c>no_eligible_upstream</c>, 400 <c>model_missing</c>.</returns>
    public Outcome<RoutePlan> Plan(GatewaySnapshot snapshot, string? model, DialectId dialect, Caller caller, Sensitivity sensitivity, Capabilities needs)
    {
        if (string.IsNullOrEmpty(model))
        {
            if (dialect != DialectId.Sallyport) return Rejection.ModelMissing;
            if ((model = DefaultModel(snapshot)) is null) return Rejection.ModelMissing;
        }

        if (!MayAsk(caller, model)) return Rejection.ModelNotAllowed;
        var found = Find(snapshot, model, dialect, sensitivity);
        if (found.Count == 0) return Rejection.ModelNotFound;
        List<RouteTarget> eligible = found.Count == 1 && IsEligible(found[0].Upstream, caller, sensitivity, needs) ? found : found.FindAll(t => IsEligible(t.Upstream, caller, sensitivity, needs));
        if (eligible.Count == 0) return Rejection.NoEligibleUpstream;
        if (dialect != DialectId.Sallyport) return new RoutePlan(eligible, dialect);

        var spoken = Dialects.TextDialectOf(eligible[0].Upstream.Provider);
        return new RoutePlan(eligible.FindAll(t => Dialects.TextDialectOf(t.Upstream.Provider) == spoken), spoken);
    }

    /// <summary>The upstream that keeps a stored object, if the caller may still use it.</summary>
    public static Outcome<RoutePlan> PlanFor(GatewaySnapshot snapshot, string upstream, DialectId dialect, Caller caller) =>
        snapshot.Upstreams.TryGetValue(upstream, out var definition) && Dialects.Speaks(definition.Provider, dialect) && IsEligible(definition, caller, Sensitivity.Public, Capabilities.Store)
            ? new RoutePlan([new RouteTarget(definition, null)], dialect)
            : Rejection.NoEligibleUpstream;

    /// <summary>True if the key's scope holds the model.</summary>
    public static bool MayAsk(Caller caller, string model)
    {
        var allowed = caller.Key.Scopes.Models;
        if (allowed.Count == 0) return true;
        foreach (var pattern in allowed)
        {
            if (pattern.EndsWith('*') ? model.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : pattern == model) return true;
        }

        return false;
    }

    private static bool IsEligible(UpstreamDefinition upstream, Caller caller, Sensitivity sensitivity, Capabilities needs)
    {
        if (sensitivity > upstream.MaxSensitivity) return false;
        if ((needs & Capabilities.Store) != 0 && !upstream.AllowStore) return false; // nothing may be kept there
        var scope = caller.Key.Scopes.Upstreams;
        return scope.Count == 0 || scope.Contains(upstream.Id);
    }

    private List<RouteTarget> Find(GatewaySnapshot snapshot, string model, DialectId dialect, Sensitivity sensitivity)
    {
        if (snapshot.Models.TryGetValue(model, out var declared))
        {
            if (sensitivity > declared.MaxSensitivity) return [];
            return [.. declared.Targets.Select(t => new RouteTarget(snapshot.Upstreams[t.Upstream], t.Model)).Where(t => Speaks(t.Upstream, dialect))];
        }

        return snapshot.Models.Count > 0 ? [] : FindUndeclared(snapshot, model, dialect);
    }

    // Without a list of models: an upstream named as a prefix, the vendor that the name belongs to, or the first that speaks the dialect.
    private List<RouteTarget> FindUndeclared(GatewaySnapshot snapshot, string model, DialectId dialect)
    {
        var slash = model.IndexOf('/');
        if (slash > 0 && snapshot.Upstreams.TryGetValue(model[..slash], out var named)) return Speaks(named, dialect) ? [new RouteTarget(named, model[(slash + 1)..])] : [];

        var vendor = catalog.ProviderOf(model);
        UpstreamDefinition? best = null;
        var bestRank = int.MaxValue;
        foreach (var upstream in snapshot.Upstreams.Values)
        {
            if (!Speaks(upstream, dialect)) continue;
            var rank = upstream.Provider == vendor ? 0 : upstream.Provider switch { ProviderId.OpenAI => 1, ProviderId.Simulator => 9, _ => 2 };
            if (vendor is not null && rank is 2 && upstream.Provider != ProviderId.OpenAICompatible) continue; // never another vendor's model to a vendor
            if (rank >= bestRank) continue;
            (best, bestRank) = (upstream, rank);
        }

        return best is null ? [] : [new RouteTarget(best, model)];
    }

    private static bool Speaks(UpstreamDefinition upstream, DialectId dialect) => dialect == DialectId.Sallyport || Dialects.Speaks(upstream.Provider, dialect);

    private static string? DefaultModel(GatewaySnapshot snapshot)
    {
        if (snapshot.Models.Count > 0) return snapshot.Models.Keys.Order(StringComparer.Ordinal).First();
        foreach (var provider in (ReadOnlySpan<ProviderId>)[ProviderId.OpenAI, ProviderId.Anthropic, ProviderId.Gemini, ProviderId.Mistral, ProviderId.DeepSeek, ProviderId.Simulator])
        {
            foreach (var upstream in snapshot.Upstreams.Values)
            {
                if (upstream.Provider == provider) return DefaultModels.Of(provider);
            }
        }

        return null;
    }
}
