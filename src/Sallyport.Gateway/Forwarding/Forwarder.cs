using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Gateway.Telemetry;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Sends an admitted, inspected and recorded request to the first target of its plan that answers.</summary>
internal sealed class Forwarder(UpstreamTransport transport, UpstreamLanes lanes, StopBoard stops, HealthBoard board, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Begins the account of an exchange's attempts.</summary>
    /// <param name="spending">Hears of each attempt; another one after one that may have been billed takes more.</param>
    public AttemptLog Open(Spending spending) => new(spending, board, metrics, time);

    /// <summary>Tries the targets in order until one has answered. Nothing outside the plan is ever asked.</summary>
    /// <param name="plan">Eligible targets only.</param>
    /// <param name="request">Inspected request: there is no other way to get one.</param>
    /// <param name="permit">Proof of admission.</param>
    /// <param name="attempts">From <see cref="Open"/>.</param>
    /// <param name="exchange">For the client's headers and its abort.</param>
    /// <param name="caller">Whose key it is.</param>
    public async ValueTask<Outcome<OpenReply>> SendAsync(RoutePlan plan, InspectedRequest request, Permit permit, AttemptLog attempts, Exchange exchange, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(permit);
        if (!HeaderPolicy.SelectForUpstream(exchange.Request.Headers, exchange.Match.Dialect, caller.KeyId).TryGet(out var headers, out var no)) return no;
        if (QueryPolicy.Build(exchange.Request, out var query) is { } refused) return refused;
        if (FindLoose(headers, query, exchange) is { } loose) return loose;
        if (query.Length > 0 && exchange.Match.Endpoint == Endpoint.Complete) return Rejection.QueryNotAllowed; // our own surface has none
        if (RequestDeadline.Read(exchange.Request.Headers, out var limit) is { } unreadable) return unreadable;

        foreach (var failing in plan.Failing) attempts.PassedOver(failing, "upstream_unavailable");
        var sender = new TargetSender(transport, lanes, stops, board, attempts, exchange, request, caller, headers, query, limit) { CheaperRule = plan.CheaperRule };
        try
        {
            return await SendAsync(plan, sender, attempts, request, exchange.Aborted);
        }
        catch (OperationCanceledException)
        {
            return Rejection.ClientGone;
        }
    }

    private async ValueTask<Outcome<OpenReply>> SendAsync(RoutePlan plan, TargetSender sender, AttemptLog attempts, InspectedRequest request, CancellationToken clientGone)
    {
        Rejection? said = null;
        for (var i = 0; ; i++)
        {
            Sent sent;
            if (i == 0 && plan.HedgeAfter is { } after && plan.Targets.Count > 1 && HedgedSend.IsSafe(request, sender.Endpoint))
            {
                (sent, var both) = await HedgedSend.SendAsync(sender, plan.Targets[0], plan.Targets[1], after, attempts, time, clientGone);
                if (both) i = 1;
            }
            else sent = await sender.SendAsync(plan.Targets[i], isLast: i == plan.Targets.Count - 1, clientGone);

            if (sent.Reply is { } reply) return reply;
            if (said is null || !sent.PassedOver) said = sent.Rejection; // what an upstream has done says more than that another was not asked
            if (i == plan.Targets.Count - 1 || !sent.MayGoOn || !await attempts.MayRepeatAsync(clientGone)) return said ?? Rejection.Internal;
        }
    }

    // What leaves beside the body is inspected too. A trace id is hexadecimal and the idempotency key was hashed: neither can carry a text.
    private static Rejection? FindLoose(IReadOnlyList<KeyValuePair<string, string>> headers, string query, Exchange exchange)
    {
        var policy = exchange.Snapshot.Guardrails.For(exchange.Match.Group).Request;
        foreach (var (name, value) in headers)
        {
            if (name == "idempotency-key" || (name == "traceparent" && exchange.TraceId is not null)) continue;
            if (LooseText.Holds(policy, value)) return Rejection.HeaderRefused(name);
        }

        return LooseText.Holds(policy, query) ? Rejection.QueryNotAllowed : null;
    }
}
