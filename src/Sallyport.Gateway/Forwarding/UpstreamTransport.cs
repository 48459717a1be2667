using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding.SignIn;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Sends one request to one upstream and returns its answer as soon as the head is here.</summary>
/// <remarks>
/// Attempts are repeated only until a head is returned, only for requests that are repeatable, and only within
/// <see cref="UpstreamDefinition.FirstByteTimeout"/>, which bounds connecting, sending, waiting and pauses together.
/// </remarks>
public sealed partial class UpstreamTransport(TimeProvider time, ILogger<UpstreamTransport> logger) : IDisposable
{
    private readonly UpstreamClientPool _clients = new(time);
    private readonly DeadlineWatch _watch = new(time);
    private readonly SimulatedUpstream _simulator = new(time);

    /// <summary>How names are found; the system's way by default.</summary>
    internal NameResolver Resolver { init => _clients.Resolver = value; }

    /// <summary>How long a connection takes new requests.</summary>
    internal TimeSpan ConnectionLifetime { init => _clients.ConnectionLifetime = value; }

    /// <returns>
    /// The upstream's reply, whatever its status, except redirects; or <c>upstream_connect_failed</c>, <c>upstream_first_byte_timeout</c>,
    /// <c>upstream_broke</c>, <c>upstream_malformed</c>, <c>deadline_exceeded</c>, what <see cref="OutboundRequest.Stop"/> says, or <c>endpoint_not_served</c> for a path that would leave the upstream's root.
    /// </returns>
    /// <param name="request">What to send.</param>
    /// <param name="clientGone">Ends the exchange at once, also while the body is read.</param>
    /// <exception cref="OperationCanceledException">The client has gone: nobody is left to hear a rejection.</exception>
    public ValueTask<Outcome<UpstreamReply>> SendAsync(OutboundRequest request, CancellationToken clientGone)
    {
        if (!UpstreamClient.IsSafe(request.Path)) return new(Rejection.EndpointNotServed);
        if (request.Stop?.Invoke() is { } stopped) return new(stopped);
        return request.Upstream.Provider is ProviderId.Simulator ? new(Simulate(request)) : SendOverNetworkAsync(request, clientGone);
    }

    private UpstreamReply Simulate(OutboundRequest request)
    {
        request.Watch?.AttemptBegins();
        var reply = _simulator.Answer(request);
        request.Watch?.AttemptEnds(mayBeBilled: false);
        request.Watch?.Answered(reply.Status, null);
        return reply;
    }

    /// <summary>After a reload: closes the connections of upstreams that are gone or have moved, each when its last exchange has ended.</summary>
    public void KeepOnly(IEnumerable<UpstreamDefinition> upstreams) => _clients.KeepOnly(upstreams);

    /// <summary>Ends every exchange with an upstream with <c>draining</c>, open or to come, so that its client still hears why.</summary>
    public void EndAll() => _watch.EndAll();

    public void Dispose()
    {
        _watch.Dispose();
        _clients.Dispose();
    }

    private async ValueTask<Outcome<UpstreamReply>> SendOverNetworkAsync(OutboundRequest request, CancellationToken clientGone)
    {
        clientGone.ThrowIfCancellationRequested();
        var upstream = request.Upstream;
        var client = _clients.Hold(upstream);
        var deadline = _watch.Open(clientGone);
        HttpResponseMessage? response = null;
        var isHandedOver = false;
        try
        {
            if (client.Wire is { } wire)
            {
                if (!wire.Prepare(request).TryGet(out var prepared, out var no)) return no;
                request = prepared;
            }

            var isClients = request.TimeLeft < upstream.FirstByteTimeout;
            var late = isClients ? Rejection.DeadlineExceeded : Rejection.UpstreamFirstByteTimeout;
            deadline.Begin(isClients ? request.TimeLeft!.Value : upstream.FirstByteTimeout);
            var isResent = false;
            for (var attempt = 1; ; attempt++)
            {
                // 1. Send, and see whether what came back is final.
                Rejection? fault = null;
                TimeSpan? pause = null;
                var body = request.Method == HttpMethod.Post ? new RequestBody(request.Body, request.ContentType) : null;
                request.Watch?.AttemptBegins();
                try
                {
                    var message = client.Build(request, body);
                    if (upstream.SignIn is not null) await client.SignAsync(message, request, deadline.Token);
                    response = await client.Connections.SendAsync(message, deadline.Token);
                    var refused = Refuse(response);
                    request.Watch?.AttemptEnds(mayBeBilled: refused is not null && response.IsSuccessStatusCode); // the answer was made, and is not read
                    if (refused is not null)
                    {
                        request.Watch?.Faulted(refused);
                        return refused;
                    }

                    request.Watch?.Answered((int)response.StatusCode, response.Headers);
                    if (RetryRule.IsTransient((int)response.StatusCode)) pause = RetryRule.WaitAfter(response.Headers, attempt, time.GetUtcNow());
                }
                catch (TokenRefusedException e)
                {
                    request.Watch?.AttemptEnds(mayBeBilled: false);
                    return UpstreamReply.RefusingCredential(e.Status, attempt);
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    request.Watch?.AttemptEnds(mayBeBilled: body is { IsHandedOver: true });
                    if (deadline.IsClientGone) throw new OperationCanceledException("The client has gone.", e, clientGone);
                    fault = deadline.IsShut ? Rejection.Draining : deadline.IsExpired ? late : e is OperationCanceledException ? Rejection.UpstreamConnectFailed : UpstreamFault.From(e);
                    request.Watch?.Faulted(fault);
                    if (MayRepeat(fault, e, body, ref isResent)) pause = RetryRule.Wait(attempt);
                    Log.Faulted(logger, upstream.Id, fault.Code, UpstreamFault.ErrorOf(e), SocketErrorOf(e), attempt);
                }

                // 2. Final, or out of attempts or time: the client sees the provider's own error, or ours if there is none.
                if (pause is not { } wait || !request.IsRepeatable || attempt >= (request.MaxAttempts ?? upstream.MaxAttempts) || wait >= deadline.Remaining() || request.Watch?.TakeRepeat() == false)
                {
                    if (fault is not null) return fault;
                    var reply = ReplyOf.Open(client, request, response!, deadline, attempt, body is not { IsTaken: false });
                    isHandedOver = reply.Body is ReplyBody;
                    if (reply.RefusesCredential && reply.Status is 401) client.Tokens?.Forget();
                    if (reply.Status is 400 && upstream.Provider is ProviderId.Gemini) return await ReplyOf.ReadGeminiErrorAsync(reply);
                    if (reply.Status >= 400 && !reply.RefusesCredential && ReplyOf.MayNeedItsError(upstream.Provider)) return await ReplyOf.ReadVendorErrorAsync(reply, request.Dialect);
                    return client.Wire is null || reply.RefusesCredential ? reply : client.Wire.Unwrap(reply, request);
                }

                // 3. Once more, after a pause, if what may have been billed leaves enough for it.
                if (fault is not null && request.Watch is { } watch && !await watch.MayRepeatAsync(deadline.Token)) return fault;
                Log.Repeating(logger, upstream.Id, response is null ? 0 : (int)response.StatusCode, attempt, (long)wait.TotalMilliseconds);
                response?.Dispose();
                response = null;
                try
                {
                    await Task.Delay(wait, time, deadline.Token);
                }
                catch (OperationCanceledException e)
                {
                    if (deadline.IsClientGone) throw new OperationCanceledException("The client has gone.", e, clientGone);
                    return deadline.IsShut ? Rejection.Draining : late;
                }

                if (request.Stop?.Invoke() is { } stopped) return stopped;
            }
        }
        finally
        {
            if (!isHandedOver)
            {
                deadline.Close();
                response?.Dispose();
                client.Connections.Release();
            }
        }
    }

    /// <summary>
    /// Answers that are no answers: redirects, which would carry the credential elsewhere; upgrades; two lengths, of which two readers
    /// would believe different ones; packed bodies, which nobody asked for and which unpack to any size.
    /// </summary>
    private static Rejection? Refuse(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is < 200 or (>= 300 and < 400) or > 599) return Rejection.UpstreamMalformed;
        var headers = response.Content.Headers.NonValidated;
        if (headers.TryGetValues("Content-Length", out var lengths) && lengths.Count > 1) return Rejection.UpstreamMalformed;
        var isPacked = headers.TryGetValues("Content-Encoding", out var encoding)
            && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase);
        return isPacked ? Rejection.UpstreamMalformed : null;
    }

    private static bool MayRepeat(Rejection fault, Exception e, RequestBody? body, ref bool isResent)
    {
        if (fault == Rejection.UpstreamConnectFailed) return UpstreamFault.ErrorOf(e) is not HttpRequestError.SecureConnectionError; // a bad certificate stays bad
        if (fault != Rejection.UpstreamBroke) return false; // late or malformed: the next answer would be no better
        if (body is not { IsHandedOver: true }) return true;

        // The request had gone out whole and the connection died without an answer. Mostly that is a kept-alive connection which
        // the upstream closed at the same moment, and nothing was done; but it may also have answered and billed. Once more is a
        // fair bet, each further time would only multiply the bill.
        if (isResent) return false;
        isResent = true;
        return true;
    }

    private static SocketError SocketErrorOf(Exception e) => (e.GetBaseException() as SocketException)?.SocketErrorCode ?? SocketError.Success;

    private static partial class Log
    {
        // Not the exception: its message may quote what the upstream sent.
        [LoggerMessage(7001, LogLevel.Warning, "Upstream {Upstream} failed with {Code} ({Error}, {SocketError}) on attempt {Attempt}")]
        public static partial void Faulted(ILogger logger, string upstream, string code, HttpRequestError error, SocketError socketError, int attempt);

        [LoggerMessage(7002, LogLevel.Information, "Upstream {Upstream} answered {Status} on attempt {Attempt}; the next follows in {PauseMilliseconds} ms")]
        public static partial void Repeating(ILogger logger, string upstream, int status, int attempt, long pauseMilliseconds);
    }
}
