using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Routing;

/// <summary>Says which upstreams may get an exchange. What is not eligible is not in the plan, so no retry can reach it.</summary>
internal sealed class Router(ModelCatalog catalog)
{
    /// <returns>A plan; or 404 <c>model_not_found</c>, 403 <c>model_not_allowed</c>, 403 <c>no_eligible_upstream</c>, 400 <c>model_missing</c>.</returns>
    /// <param name="cheaper">Rule that asks for another model than the client does; where that one may not be used, the client's own stays.</param>
    public Outcome<RoutePlan> Plan(Exchange exchange, RequestBody body, Conversation conversation, Caller caller, Sensitivity sensitivity, CheaperRule? cheaper)
    {
        if (cheaper is not null && PlanFor(cheaper.To, exchange, body, conversation, caller, sensitivity).TryGet(out var plan, out _)) return plan with { CheaperRule = cheaper.Id };
        return PlanFor(exchange.ModelOf(body), exchange, body, conversation, caller, sensitivity);
    }

    private Outcome<RoutePlan> PlanFor(string? model, Exchange exchange, RequestBody body, Conversation conversation, Caller caller, Sensitivity sensitivity)
    {
        var (snapshot, dialect) = (exchange.Snapshot, exchange.Match.Dialect);
        if (exchange.Match.Endpoint is Endpoint.GetResponse or Endpoint.DeleteResponse or Endpoint.CancelResponse or Endpoint.ListResponseInputItems) return PlanForKept(snapshot, conversation, dialect, caller, sensitivity);

        if (string.IsNullOrEmpty(model) && (dialect != DialectId.Sallyport || (model = DefaultModels.In(snapshot, null)) is null)) return Rejection.ModelMissing;
        if (!MayAsk(caller, model!)) return Rejection.ModelNotAllowed;
        var found = Find(snapshot, snapshot.Guardrails.For(exchange.Match.Group).Request, model!, dialect, sensitivity);
        if (found.Count == 0) return Rejection.ModelNotFound;
        if (found.Count > 1 || !IsEligible(found[0].Upstream, conversation, caller, sensitivity, body.Facts.Needs)) found = found.FindAll(t => IsEligible(t.Upstream, conversation, caller, sensitivity, body.Facts.Needs));
        if (found.Count == 0) return Rejection.NoEligibleUpstream;
        if (dialect != DialectId.Sallyport) return new RoutePlan(found, dialect);

        var spoken = Dialects.TextDialectOf(found[0].Upstream.Provider, found[0].Model);
        return new RoutePlan(found.FindAll(t => Dialects.TextDialectOf(t.Upstream.Provider, t.Model) == spoken), spoken);
    }

    /// <summary>Where a model is served for a dialect, whoever asks and whatever is said. Empty for names that nobody vouches for.</summary>
    public IReadOnlyList<RouteTarget> TargetsOf(GatewaySnapshot snapshot, string model, DialectId dialect) => Find(snapshot, snapshot.Guardrails.For(EndpointGroups.Models).Request, model, dialect, Sensitivity.Public);

    // Only the upstream that keeps the object can answer.
    private static Outcome<RoutePlan> PlanForKept(GatewaySnapshot snapshot, Conversation conversation, DialectId dialect, Caller caller, Sensitivity sensitivity) =>
        conversation.Upstream is { } id && snapshot.Upstreams.TryGetValue(id, out var keeper) && Dialects.Speaks(keeper.Provider, dialect) && IsEligible(keeper, conversation, caller, sensitivity, Capabilities.Store)
            ? new RoutePlan([new RouteTarget(keeper, null)], dialect)
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

    private static bool IsEligible(UpstreamDefinition upstream, Conversation conversation, Caller caller, Sensitivity sensitivity, Capabilities needs)
    {
        if (sensitivity > upstream.MaxSensitivity || (conversation.Upstream is { } keeper && keeper != upstream.Id)) return false;
        if (needs.HasFlag(Capabilities.Store) && !upstream.AllowStore) return false; // nothing may be kept there
        var scope = caller.Key.Scopes.Upstreams;
        return scope.Count == 0 || scope.Contains(upstream.Id);
    }

    private List<RouteTarget> Find(GatewaySnapshot snapshot, InspectionPolicy policy, string model, DialectId dialect, Sensitivity sensitivity)
    {
        if (snapshot.Models.TryGetValue(model, out var declared))
        {
            if (sensitivity > declared.MaxSensitivity) return [];
            var targets = new List<RouteTarget>(declared.Targets.Count);
            foreach (var (id, name) in declared.Targets)
            {
                var upstream = snapshot.Upstreams[id];
                if (Speaks(upstream, name, dialect)) targets.Add(new RouteTarget(upstream, name));
            }

            return targets;
        }

        // Nobody vouches for an undeclared name, and it goes into paths and records, where nothing can be masked.
        return snapshot.Models.Count > 0 || LooseText.Holds(policy, model) ? [] : FindUndeclared(snapshot, model, dialect);
    }

    // Without a list of models: an upstream named as a prefix, the vendor that the name belongs to, or the first that speaks the dialect.
    private List<RouteTarget> FindUndeclared(GatewaySnapshot snapshot, string model, DialectId dialect)
    {
        var slash = model.IndexOf('/');
        if (slash > 0 && snapshot.Upstreams.TryGetValue(model[..slash], out var named)) return Speaks(named, model[(slash + 1)..], dialect) ? [new RouteTarget(named, model[(slash + 1)..])] : [];

        var vendor = catalog.ProviderOf(model);
        UpstreamDefinition? best = null;
        var bestRank = int.MaxValue;
        foreach (var upstream in snapshot.Upstreams.Values)
        {
            if (!Speaks(upstream, model, dialect)) continue;
            var rank = upstream.Provider == vendor ? 0 : upstream.Provider switch { ProviderId.OpenAI => 1, ProviderId.AzureOpenAI when vendor is ProviderId.OpenAI => 1, ProviderId.Vertex when vendor is ProviderId.Gemini or ProviderId.Anthropic => 1, ProviderId.Simulator => 9, _ => 2 };
            if (vendor is not null && rank is 2 && upstream.Provider != ProviderId.OpenAICompatible) continue; // never another vendor's model to a vendor
            if (rank >= bestRank) continue;
            (best, bestRank) = (upstream, rank);
        }

        return best is null ? [] : [new RouteTarget(best, model)];
    }

    private static bool Speaks(UpstreamDefinition upstream, string? model, DialectId dialect) => dialect == DialectId.Sallyport ? Dialects.Speaks(upstream.Provider, model, Dialects.TextDialectOf(upstream.Provider, model)) : Dialects.Speaks(upstream.Provider, model, dialect);
}
