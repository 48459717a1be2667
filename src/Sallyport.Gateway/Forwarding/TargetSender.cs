using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Providers;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Sends one exchange's request to one target: waits for a place, chooses a credential, and says whether another target may be asked.</summary>
internal sealed class TargetSender(UpstreamTransport transport, UpstreamLanes lanes, StopBoard stops, HealthBoard board, AttemptLog attempts, Exchange exchange, InspectedRequest request, Caller caller, KeyValuePair<string, string>[] headers, string query, TimeSpan? limit)
{
    private readonly string? _asked = exchange.ModelOf(request.Body);

    /// <summary>Rule that chose a cheaper model than the client asked for; null if none did.</summary>
    public string? CheaperRule { get; init; }

    public Endpoint Endpoint => exchange.Match.Endpoint!.Value;

    /// <param name="isLast">True if there is no other target: then this one is asked as often as it allows, and its answer goes to the client whatever it says.</param>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async ValueTask<Sent> SendAsync(RouteTarget target, bool isLast, CancellationToken clientGone)
    {
        UpstreamPlace? place = null;
        var isHandedOver = false;
        try
        {
            if (target.Upstream.MaxConcurrent is not null && !(await lanes.EnterAsync(target.Upstream, attempts.Priority, exchange.Snapshot.Spend.Priorities, clientGone)).TryGet(out place, out var busy))
            {
                attempts.PassedOver(target, busy.Code);
                return Sent.Skipped(busy);
            }

            var sent = await SendAsync(target, isLast, place, clientGone);
            isHandedOver = sent.Reply is not null;
            return sent;
        }
        finally
        {
            if (!isHandedOver) place?.Dispose();
        }
    }

    // One credential after the other, as long as what came back is about the credential.
    private async ValueTask<Sent> SendAsync(RouteTarget target, bool isLast, UpstreamPlace? place, CancellationToken clientGone)
    {
        var health = board.Of(target.Upstream).For(target.Model);
        var sent = default(Sent);
        for (var tried = 0u; CredentialOrder.Choose(target, health, caller.KeyId, tried) is { } credential;)
        {
            tried |= 1u << credential;
            if (limit <= exchange.Elapsed) return Sent.Failed(Rejection.DeadlineExceeded, mayGoOn: false);
            if (attempts.TryEnter(target, credential) is not { } watch)
            {
                attempts.PassedOver(target, "upstream_unavailable");
                return Sent.Skipped(Rejection.UpstreamUnavailable(board.WaitFor(target)));
            }

            var hasAnother = CredentialOrder.Choose(target, health, caller.KeyId, tried) is not null;
            (sent, var isAboutCredential) = await SendAsync(target, watch, isFinal: isLast && !hasAnother, place, clientGone);
            if (sent.Reply is not null || !sent.MayGoOn || !hasAnother) return sent;
            if (!isAboutCredential && !(isLast && watch.TakeRepeat() && await attempts.MayRepeatAsync(clientGone))) return sent;
        }

        return sent;
    }

    private async ValueTask<(Sent Sent, bool IsAboutCredential)> SendAsync(RouteTarget target, TargetWatch watch, bool isFinal, UpstreamPlace? place, CancellationToken clientGone)
    {
        var body = new PooledWriter(request.Body.Bytes.Length + 256);
        var isHandedOver = false;
        try
        {
            if (!Build(target, watch, isFinal, body).TryGet(out var outbound, out var no)) return (Sent.Failed(no, mayGoOn: true), false);
            if (!(await transport.SendAsync(outbound, clientGone)).TryGet(out var reply, out no)) return (Sent.Failed(no, MayGoOnAfter(no, outbound)), false);
            if (reply.RefusesCredential) watch.CredentialRefused(); // Gemini says so in the body alone
            if (isFinal || !SaysElsewhere(reply, outbound))
            {
                isHandedOver = true;
                return (Sent.Of(new OpenReply(reply, target, body, watch, place) { CheaperRule = CheaperRule, LeftOut = outbound.LeftOut }), false);
            }

            var (status, isRefused) = (reply.Status, reply.RefusesCredential);
            await reply.DisposeAsync();
            attempts.FellBack(target, isRefused ? "credential" : status == 429 ? "status_429" : "status_5xx");
            return (Sent.Failed(isRefused ? Rejection.UpstreamRejectedCredential : Rejection.UpstreamError(status), mayGoOn: true), isRefused || status == 429);
        }
        finally
        {
            if (!isHandedOver)
            {
                body.Dispose();
                watch.Dispose();
            }
        }
    }

    /// <summary>True for answers that another upstream may not give. What is the client's own fault would be its fault there too.</summary>
    private static bool SaysElsewhere(UpstreamReply reply, OutboundRequest outbound) =>
        reply.RefusesCredential || reply.Status is 429 or 503 or 529 || (reply.Status >= 500 && outbound.IsRepeatable);

    // What cannot be repeated goes elsewhere only if it never arrived, or was stopped before it left.
    private static bool MayGoOnAfter(Rejection fault, OutboundRequest outbound) =>
        fault != Rejection.Draining && fault != Rejection.DeadlineExceeded && (outbound.IsRepeatable || fault == Rejection.UpstreamConnectFailed || !fault.Code.StartsWith("upstream_", StringComparison.Ordinal));

    private Outcome<OutboundRequest> Build(RouteTarget target, TargetWatch watch, bool isFinal, PooledWriter body)
    {
        Rejection? Stop() => stops.Check(exchange.Id, caller, _asked, target);
        var left = limit - exchange.Elapsed;
        int? most = isFinal ? null : 1; // the next target is a better second attempt than this one
        if (TranslatedBody.IsFor(Endpoint, exchange.Match.Dialect, target))
        {
            if (!TranslatedBody.Write(Endpoint, exchange, request, target, body).TryGet(out var leftOut, out var no)) return no;
            var streams = request.Facts.Stream || Endpoint == Endpoint.StreamGenerateContent;
            return new OutboundRequest(target.Upstream, HttpMethod.Post, UpstreamPath.Of(Endpoint.Complete, target.Dialect, null, target.Model, streams), body.Written, HeaderPolicy.ForAnyDialect(headers), target.Dialect,
                IsRepeatable: true) { Watch = watch, Stop = Stop, LeftOut = leftOut, Credential = watch.Credential, MaxAttempts = most, TimeLeft = left };
        }

        var path = UpstreamPath.Of(Endpoint, target.Dialect, exchange.Match.Argument, target.Model, request.Facts.Stream);
        var method = Endpoint switch
        {
            Endpoint.GetResponse or Endpoint.ListResponseInputItems => HttpMethod.Get,
            Endpoint.DeleteResponse => HttpMethod.Delete,
            _ => HttpMethod.Post,
        };
        return new OutboundRequest(target.Upstream, method, path + query, OutboundBody.Compose(Endpoint, request, target, body), headers, target.Dialect,
            IsRepeatable: Endpoint is not (Endpoint.DeleteResponse or Endpoint.CancelResponse) && !KeepsState(request.Facts)) { Watch = watch, Stop = Stop, Credential = watch.Credential, MaxAttempts = most, TimeLeft = left, ContentType = OutboundForm.TypeOf(request) };
    }

    // A stored or background response that was lost on the way back may exist all the same: a second attempt would make two.
    private static bool KeepsState(RequestFacts facts) => facts.Needs.HasFlag(Capabilities.Store);
}
