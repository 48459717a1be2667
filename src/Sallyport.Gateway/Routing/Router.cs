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
internal sealed class Router(ModelCatalog catalog, TargetOrder order, ModelChecks checks)
{
    /// <returns>A plan; or 404 <c>model_not_found</c>, 403 <c>model_not_allowed</c>, 403 <c>no_eligible_upstream</c>, 400 <c>model_missing</c>,
    /// 410 <c>model_retired</c>, 400 <c>model_lacks_capability</c>, 400 <c>context_window_exceeded</c>, 503 <c>upstream_unavailable</c>.</returns>
    /// <param name="cheaper">Rule that asks for another model than the client does; where that one may not be used, the client's own stays.</param>
    public Outcome<RoutePlan> Plan(Exchange exchange, RequestBody body, Conversation conversation, Caller caller, Sensitivity sensitivity, CheaperRule? cheaper)
    {
        if (cheaper is not null && PlanFor(cheaper.To, exchange, body, conversation, caller, sensitivity).TryGet(out var plan, out _)) return plan with { CheaperRule = cheaper.Id };
        return PlanFor(exchange.AskedModelOf(body), exchange, body, conversation, caller, sensitivity);
    }

    private Outcome<RoutePlan> PlanFor(string? model, Exchange exchange, RequestBody body, Conversation conversation, Caller caller, Sensitivity sensitivity)
    {
        var (snapshot, dialect) = (exchange.Snapshot, exchange.Match.Dialect);
        if (exchange.Match.Endpoint is Endpoint.GetResponse or Endpoint.DeleteResponse or Endpoint.CancelResponse or Endpoint.ListResponseInputItems) return PlanForKept(snapshot, conversation, dialect, caller, sensitivity);

        // 1. What may be asked for?
        if (string.IsNullOrEmpty(model) && (dialect != DialectId.Sallyport || (model = DefaultModels.In(snapshot, null)) is null)) return Rejection.ModelMissing;
        var declared = Declared(snapshot, model!, caller);
        if (!MayAsk(caller, model!) && !(declared is { Rest: null } && MayAsk(caller, snapshot.Names.NameOf(model)!))) return Rejection.ModelNotAllowed;
        var found = Find(snapshot, snapshot.Guardrails.For(exchange.Match.Group).Request, model!, dialect, exchange.Match.Endpoint!.Value, declared);
        if (found.Count == 0) return Rejection.ModelNotFound;
        if (declared is { Model: var chosen } && checks.Check(snapshot.Names.Find(model)!.Value.Model, chosen, exchange, body, found[0]) is { } unfit) return unfit;

        // 2. Who may get it? From here on targets only go.
        if (sensitivity > MaxSensitivityOf(snapshot, model!, declared)) return Rejection.NoEligibleUpstream;
        found.RemoveAll(t => !Eligibility.Holds(t, dialect, caller, sensitivity, body.Facts.Needs, conversation.Upstream));
        if (found.Count == 0) return Rejection.NoEligibleUpstream;

        // 3. In which order, and who is not worth asking now?
        order.Sort(found, declared?.Model.Policy ?? TargetPolicy.Ordered, conversation.Stick, snapshot.Prices, DateOnly.FromDateTime(exchange.At.UtcDateTime));
        var failing = order.Reduce(found);
        if (found.Count == 0) return Rejection.UpstreamUnavailable(order.WaitFor(failing));
        return new RoutePlan(found) { Failing = failing, HedgeAfter = declared?.Model.HedgeAfter };
    }

    // The model that the file declares for this name and the caller's environment.
    private static FoundModel? Declared(GatewaySnapshot snapshot, string model, Caller? caller)
    {
        if (snapshot.Names.Find(model) is not { } found) return null;
        if (caller is null || found.Model.Environments.Count == 0 || !found.Model.Environments.TryGetValue(caller.Key.Environment, out var other)) return found;
        return new FoundModel(snapshot.Models[other], null);
    }

    // A variant for an environment may not take away what was said of the model itself.
    private static Sensitivity MaxSensitivityOf(GatewaySnapshot snapshot, string model, FoundModel? declared)
    {
        if (declared is not { } found || snapshot.Names.Find(model) is not { } asked) return Sensitivity.Restricted;
        return found.Model.MaxSensitivity < asked.Model.MaxSensitivity ? found.Model.MaxSensitivity : asked.Model.MaxSensitivity;
    }

    /// <summary>Where a model is served for a dialect, whoever asks and whatever is said. Empty for names that nobody vouches for.</summary>
    public IReadOnlyList<RouteTarget> TargetsOf(GatewaySnapshot snapshot, string model, DialectId dialect, Endpoint endpoint) =>
        Find(snapshot, snapshot.Guardrails.For(EndpointGroups.Models).Request, model, dialect, endpoint, Declared(snapshot, model, null));

    // Only the upstream that keeps the object can answer.
    private static Outcome<RoutePlan> PlanForKept(GatewaySnapshot snapshot, Conversation conversation, DialectId dialect, Caller caller, Sensitivity sensitivity) =>
        conversation.Upstream is { } id && snapshot.Upstreams.TryGetValue(id, out var keeper) && Dialects.Speaks(keeper.Provider, dialect) && Eligibility.Holds(new RouteTarget(keeper, null, dialect), dialect, caller, sensitivity, Capabilities.Store, id)
            ? new RoutePlan([new RouteTarget(keeper, null, dialect)])
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

    private List<RouteTarget> Find(GatewaySnapshot snapshot, InspectionPolicy policy, string model, DialectId dialect, Endpoint endpoint, FoundModel? declared)
    {
        if (declared is not { } found) return snapshot.Models.Count > 0 || LooseText.Holds(policy, model) ? [] : FindUndeclared(snapshot, model, dialect, endpoint);

        // Nobody vouches for what stands in the place of a star, and it goes into paths and records, where nothing can be masked.
        if (found.Rest is not null && LooseText.Holds(policy, model)) return [];
        var name = found.Model.Name == model || found.Rest is not null ? null : found.Model.Name;
        var targets = new List<RouteTarget>(found.Model.Targets.Count);
        foreach (var target in found.Model.Targets)
        {
            var upstream = snapshot.Upstreams[target.Upstream];
            if (Dialects.SpokenFor(upstream.Provider, found.At(target), dialect, endpoint) is { } spoken) targets.Add(new RouteTarget(upstream, found.At(target), spoken) { Declared = name, Weight = target.Weight });
        }

        return targets;
    }

    // Without a list of models: an upstream named as a prefix, the vendor that the name belongs to, or the first that speaks the dialect or, failing that, another.
    private List<RouteTarget> FindUndeclared(GatewaySnapshot snapshot, string model, DialectId dialect, Endpoint endpoint)
    {
        var slash = model.IndexOf('/');
        if (slash > 0 && snapshot.Upstreams.TryGetValue(model[..slash], out var named)) return Dialects.SpokenFor(named.Provider, model[(slash + 1)..], dialect, endpoint) is { } its ? [new RouteTarget(named, model[(slash + 1)..], its)] : [];

        var vendor = catalog.ProviderOf(model);
        RouteTarget? best = null;
        var bestRank = int.MaxValue;
        foreach (var upstream in snapshot.Upstreams.Values)
        {
            if (Dialects.SpokenFor(upstream.Provider, model, dialect, endpoint) is not { } spoken) continue;
            if (RankOf(upstream.Provider, vendor, spoken == dialect || dialect == DialectId.Sallyport) is not { } rank) continue;
            if (rank >= bestRank) continue;
            (best, bestRank) = (new RouteTarget(upstream, model, spoken), rank);
        }

        return best is null ? [] : [best];
    }

    /// <summary>How good a guess an upstream is for a name that no configuration declares, 0 the best; null if it is none.</summary>
    /// <param name="vendor">Whose model it is by its name; null if nobody knows.</param>
    /// <param name="isOwn">True if the upstream speaks the client's dialect.</param>
    private static int? RankOf(ProviderId provider, ProviderId? vendor, bool isOwn) => provider switch
    {
        _ when provider == vendor => 0,
        ProviderId.AzureOpenAI when vendor is ProviderId.OpenAI => 1,
        ProviderId.Vertex when vendor is ProviderId.Gemini or ProviderId.Anthropic => 1,
        ProviderId.Bedrock when vendor is ProviderId.Anthropic => 1,
        ProviderId.OpenAI when isOwn => 2,
        ProviderId.Simulator => 9,
        ProviderId.OpenAICompatible when isOwn || vendor is not null => isOwn ? 3 : 4,
        _ => vendor is null && isOwn ? 3 : null, // never another vendor's model to a vendor, and no unknown name through a translation
    };
}
