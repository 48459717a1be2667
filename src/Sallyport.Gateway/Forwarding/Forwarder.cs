using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Sends an admitted, inspected and recorded request to the first target of its plan that answers.</summary>
internal sealed class Forwarder(UpstreamTransport transport, UpstreamLanes lanes, StopBoard stops)
{
    /// <summary>Tries the targets in order until one has answered.</summary>
    /// <param name="plan">Eligible targets only.</param>
    /// <param name="request">Inspected request: there is no other way to get one.</param>
    /// <param name="permit">Proof of admission.</param>
    /// <param name="exchange">For the client's headers and its abort.</param>
    /// <param name="spending">Hears of each attempt; another one after one that may have been billed takes more.</param>
    /// <param name="caller">Whose key it is.</param>
    public async ValueTask<Outcome<OpenReply>> SendAsync(RoutePlan plan, InspectedRequest request, Permit permit, Spending spending, Exchange exchange, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(permit);
        if (!HeaderPolicy.SelectForUpstream(exchange.Request.Headers, exchange.Match.Dialect, caller.KeyId).TryGet(out var headers, out var no)) return no;
        if (QueryPolicy.Build(exchange.Request, out var query) is { } refused) return refused;
        if (FindLoose(headers, query, exchange) is { } loose) return loose;
        if (query.Length > 0 && exchange.Match.Endpoint == Endpoint.Complete) return Rejection.QueryNotAllowed; // our own surface has none

        var asked = exchange.ModelOf(request.Body);
        var body = new PooledWriter(request.Body.Bytes.Length + 256);
        UpstreamPlace? place = null;
        var attempts = 0;
        try
        {
            for (var i = 0; ; i++)
            {
                var target = plan.Targets[i];
                var isLast = i == plan.Targets.Count - 1;
                if (target.Upstream.MaxConcurrent is not null && !(await lanes.EnterAsync(target.Upstream, spending.Limits.Priority, exchange.Snapshot.Spend.Priorities, exchange.Aborted)).TryGet(out place, out no))
                {
                    if (isLast) return no;
                    continue;
                }

                body.Clear();
                if (!Build(target, request, spending, exchange, headers, query, body, () => stops.Check(exchange.Id, caller, asked, target)).TryGet(out var outbound, out no))
                {
                    place?.Dispose();
                    if (isLast) return no;
                    continue;
                }

                var sent = await transport.SendAsync(outbound, exchange.Aborted);
                if (!sent.TryGet(out var reply, out no))
                {
                    attempts++;
                    place?.Dispose();
                    if (isLast || !await spending.MayRepeatAsync(exchange.Aborted)) return no;
                    continue;
                }

                attempts += reply.Attempts;
                if (isLast || (reply.Status is not (429 or >= 500) && !reply.RefusesCredential))
                {
                    var open = new OpenReply(reply, target, body, attempts, place) { CheaperRule = plan.CheaperRule, LeftOut = outbound.LeftOut };
                    (body, place) = (null, null);
                    return open;
                }

                await reply.DisposeAsync();
                place?.Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            return Rejection.ClientGone;
        }
        finally
        {
            body?.Dispose();
            place?.Dispose();
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

    private static Outcome<OutboundRequest> Build(RouteTarget target, InspectedRequest request, Spending spending, Exchange exchange, KeyValuePair<string, string>[] headers, string query, PooledWriter body, Func<Rejection?> stop)
    {
        var endpoint = exchange.Match.Endpoint!.Value;
        if (TranslatedBody.IsFor(endpoint, exchange.Match.Dialect, target))
        {
            if (!TranslatedBody.Write(endpoint, exchange, request, target, body).TryGet(out var leftOut, out var no)) return no;
            var streams = request.Facts.Stream || endpoint == Endpoint.StreamGenerateContent;
            return new OutboundRequest(target.Upstream, HttpMethod.Post, UpstreamPath.Of(Endpoint.Complete, target.Dialect, null, target.Model, streams), body.Written, HeaderPolicy.ForAnyDialect(headers), target.Dialect,
                IsRepeatable: true) { Watch = spending, Stop = stop, LeftOut = leftOut };
        }

        var path = UpstreamPath.Of(endpoint, target.Dialect, exchange.Match.Argument, target.Model, request.Facts.Stream);
        var method = endpoint switch
        {
            Endpoint.GetResponse or Endpoint.ListResponseInputItems => HttpMethod.Get,
            Endpoint.DeleteResponse => HttpMethod.Delete,
            _ => HttpMethod.Post,
        };
        return new OutboundRequest(target.Upstream, method, path + query, OutboundBody.Compose(endpoint, request, target, body), headers, target.Dialect,
            IsRepeatable: endpoint is not (Endpoint.DeleteResponse or Endpoint.CancelResponse) && !KeepsState(request.Facts)) { Watch = spending, Stop = stop, ContentType = OutboundForm.TypeOf(request) };
    }

    // A stored or background response that was lost on the way back may exist all the same: a second attempt would make two.
    private static bool KeepsState(RequestFacts facts) => facts.Needs.HasFlag(Capabilities.Store);
}

/// <summary>An upstream's answer, where it came from, and the buffer that the request was sent from.</summary>
internal sealed class OpenReply(UpstreamReply reply, RouteTarget target, PooledWriter sent, int attempts, UpstreamPlace? place) : IAsyncDisposable
{
    public UpstreamReply Reply { get; } = reply;

    public RouteTarget Target { get; } = target;

    public int Attempts { get; } = attempts;

    /// <summary>Rule that chose a cheaper model than the client asked for; null if none did.</summary>
    public string? CheaperRule { get; init; }

    /// <summary>Members of the request that the upstream's dialect has nothing like, and that change nothing; empty where nothing was translated.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>Gives the buffer back early, if the upstream has taken the whole request before it answered: a stream may stay open for long.</summary>
    /// <returns>True if nobody reads the request's bytes any more.</returns>
    public bool TryGiveRequestBack()
    {
        if (Reply.HasTakenRequest) sent.Dispose();
        return Reply.HasTakenRequest;
    }

    public async ValueTask DisposeAsync()
    {
        await Reply.DisposeAsync();
        sent.Dispose();
        place?.Dispose();
    }
}
