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
        var found = Find(snapshot, snapshot.Guardrails.For(exchange.Match.Group).Request, model!, dialect, exchange.Match.Endpoint!.Value, sensitivity);
        if (found.Count == 0) return Rejection.ModelNotFound;
        if (found.Count > 1 || !IsEligible(found[0], dialect, conversation, caller, sensitivity, body.Facts.Needs)) found = found.FindAll(t => IsEligible(t, dialect, conversation, caller, sensitivity, body.Facts.Needs));
        return found.Count == 0 ? Rejection.NoEligibleUpstream : new RoutePlan(found);
    }

    /// <summary>Where a model is served for a dialect, whoever asks and whatever is said. Empty for names that nobody vouches for.</summary>
    public IReadOnlyList<RouteTarget> TargetsOf(GatewaySnapshot snapshot, string model, DialectId dialect, Endpoint endpoint) =>
        Find(snapshot, snapshot.Guardrails.For(EndpointGroups.Models).Request, model, dialect, endpoint, Sensitivity.Public);

    // Only the upstream that keeps the object can answer.
    private static Outcome<RoutePlan> PlanForKept(GatewaySnapshot snapshot, Conversation conversation, DialectId dialect, Caller caller, Sensitivity sensitivity) =>
        conversation.Upstream is { } id && snapshot.Upstreams.TryGetValue(id, out var keeper) && Dialects.Speaks(keeper.Provider, dialect) && IsEligible(new RouteTarget(keeper, null, dialect), dialect, conversation, caller, sensitivity, Capabilities.Store)
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

    private static bool IsEligible(RouteTarget target, DialectId dialect, Conversation conversation, Caller caller, Sensitivity sensitivity, Capabilities needs)
    {
        var upstream = target.Upstream;
        if (sensitivity > upstream.MaxSensitivity || (conversation.Upstream is { } keeper && keeper != upstream.Id)) return false;
        if (needs.HasFlag(Capabilities.Store) && (!upstream.AllowStore || (target.Dialect != dialect && dialect != DialectId.Sallyport))) return false; // nothing may be kept there, or could be found again
        var scope = caller.Key.Scopes.Upstreams;
        return scope.Count == 0 || scope.Contains(upstream.Id);
    }

    private List<RouteTarget> Find(GatewaySnapshot snapshot, InspectionPolicy policy, string model, DialectId dialect, Endpoint endpoint, Sensitivity sensitivity)
    {
        if (snapshot.Models.TryGetValue(model, out var declared))
        {
            if (sensitivity > declared.MaxSensitivity) return [];
            var targets = new List<RouteTarget>(declared.Targets.Count);
            foreach (var (id, name) in declared.Targets)
            {
                var upstream = snapshot.Upstreams[id];
                if (Dialects.SpokenFor(upstream.Provider, name, dialect, endpoint) is { } spoken) targets.Add(new RouteTarget(upstream, name, spoken));
            }

            return targets;
        }

        // Nobody vouches for an undeclared name, and it goes into paths and records, where nothing can be masked.
        return snapshot.Models.Count > 0 || LooseText.Holds(policy, model) ? [] : FindUndeclared(snapshot, model, dialect, endpoint);
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
