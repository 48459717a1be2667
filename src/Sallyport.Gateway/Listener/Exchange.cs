using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Listener;

/// <summary>One client request and its reply: the envelope that travels the path. What a step learns is its return value, never kept here.</summary>
internal sealed class Exchange
{
    /// <summary>How long a client may leave what was written untaken, plus a second for each 4 KiB of it. Kestrel's own rate counts what the socket took as read.</summary>
    private static readonly TimeSpan TakeLimit = TimeSpan.FromSeconds(20);

    private readonly HttpContext _http;
    private readonly TimeProvider _time;

    public Exchange(HttpContext http, GatewaySnapshot snapshot, TimeProvider time)
    {
        (_http, _time) = (http, time);
        Snapshot = snapshot;
        Started = Stopwatch.GetTimestamp();
        At = time.GetUtcNow();
        Id = ExchangeIds.Next(At);
        Match = EndpointMatch.Find(http.Request.Method, http.Request.Path.Value ?? "", http.Request.Headers.ContainsKey("anthropic-version"));
        if (!IsPathAsSent(http)) Match = Match with { Endpoint = null };
        TraceId = TraceContext.TraceIdOf(http.Request.Headers.TraceParent);
    }

    public Guid Id { get; }

    /// <summary>Our id as clients see it.</summary>
    public string RequestId => field ??= Id.ToString("N");

    public DateTimeOffset At { get; }

    /// <summary>Monotonic time of arrival.</summary>
    public long Started { get; }

    public GatewaySnapshot Snapshot { get; }

    public EndpointMatch Match { get; }

    /// <summary>Trace id of a valid <c>traceparent</c>; null if there is none.</summary>
    public string? TraceId { get; }

    /// <summary>Fires when the client is gone.</summary>
    public CancellationToken Aborted => _http.RequestAborted;

    public HttpRequest Request => _http.Request;

    /// <summary>What this connection has presented before; null where requests come from no connection.</summary>
    public ConnectionKey? ConnectionKey
    {
        get
        {
            if (_http.Features.Get<IConnectionItemsFeature>()?.Items is not { } items) return null;
            if (items.TryGetValue(typeof(ConnectionKey), out var known)) return (ConnectionKey)known!;
            var key = new ConnectionKey();
            items[typeof(ConnectionKey)] = key;
            return key;
        }
    }

    public System.Net.IPAddress? ClientIp => _http.Connection.RemoteIpAddress;

    public string? ClientAddress => _http.Connection.RemoteIpAddress?.ToString();

    /// <summary>True once the head of the answer may have left.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>True if the answer that has started is a stream of events.</summary>
    public bool IsStreaming { get; private set; }

    /// <summary>True once a part of the body was written.</summary>
    public bool HasContent => field || (field = HasStarted && Output.UnflushedBytes > 0);

    /// <summary>Where the body of the answer goes.</summary>
    public PipeWriter Output => _http.Response.BodyWriter;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Started);

    /// <summary>Reads the body once, refuses what must not be read, and marks its text.</summary>
    public ValueTask<Outcome<RequestBody>> ReadBodyAsync() => BodyIntake.ReadAsync(this);

    /// <summary>Sets a header of the answer. Only before it starts.</summary>
    public void SetHeader(string name, string value) => _http.Response.Headers[name] = value;

    /// <summary>True once the client is told what is left of its limits here: what is left of ours at the upstream is then no news for it.</summary>
    public bool LimitsTold { get; set; }

    /// <summary>True once the exchange goes on without a record.</summary>
    public bool IsUnrecorded { get; private set; }

    /// <summary>Tells the client that this exchange goes on without a record.</summary>
    public void GoUnrecorded()
    {
        IsUnrecorded = true;
        SetHeader("x-audit-gap", "true");
    }

    /// <summary>Begins the answer.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="contentType">Media type.</param>
    /// <param name="length">Bytes of the body, or null for a stream.</param>
    public void Start(int status, string contentType, long? length)
    {
        HasStarted = true;
        IsStreaming = length is null;
        var response = _http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = length;
        if (length is not null) return;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>True if the stream is one JSON array (Gemini without alt=sse).</summary>
    public bool IsArray => IsStreaming && Match.Endpoint == Endpoint.StreamGenerateContent && _http.Response.ContentType == "application/json";

    /// <summary>Status of the answer that has started; 499 if the client left before.</summary>
    public int Status => HasStarted ? _http.Response.StatusCode : Rejection.ClientGone.Status;

    /// <summary>Model asked for, in the path or in the body, by its one name: of a declared model that, whatever alias was used.</summary>
    public string? ModelOf(RequestBody body) => Snapshot.Names.NameOf(AskedModelOf(body));

    /// <summary>The same as the client wrote it. Where both name one, the path decides, as at Azure.</summary>
    public string? AskedModelOf(RequestBody body) => ModelInPath ?? (Match.Dialect == DialectId.Gemini ? null : body.Facts.Model);

    /// <summary>Model that the path names; null if it names none.</summary>
    public string? ModelInPath => Match.Dialect == DialectId.Gemini || Match.Endpoint is Endpoint.ChatCompletions or Endpoint.Embeddings ? Match.Argument : null;

    /// <summary>Sends what was written, and waits while the client is behind: the upstream is then not read either.</summary>
    /// <exception cref="OperationCanceledException">The client has gone, or has taken nothing for too long and was cut off.</exception>
    public ValueTask FlushAsync()
    {
        var waiting = Output.UnflushedBytes;
        _ = HasContent;
        var flush = Output.FlushAsync(Aborted);
        if (!flush.IsCompletedSuccessfully) return WaitAsync(flush.AsTask(), TakeLimit + TimeSpan.FromSeconds(waiting / 4_096));
        if (flush.Result.IsCompleted) throw new OperationCanceledException("The client has gone.");
        return default;
    }

    /// <summary>Cuts the connection, so that the client cannot take what it has for a whole answer.</summary>
    public void Cut() => _http.Abort();

    /// <summary>Tells the server not to read what is left of the request: the connection closes after the answer.</summary>
    public void StopReading()
    {
        if (_http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate ??= new MinDataRate(240, TimeSpan.FromSeconds(5));
        if (HttpProtocol.IsHttp11(_http.Request.Protocol)) _http.Response.Headers.Connection = "close";
    }

    /// <summary>Ends the connection after this rejection, so that the client's next request goes elsewhere.</summary>
    public Rejection Leave(Rejection rejection)
    {
        StopReading();
        return rejection;
    }

    // The server resolves "/../" and takes a whole URL for a path. Who stands before us may not, and would have checked another path than the one we serve.
    private static bool IsPathAsSent(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var sent = end < 0 ? target.AsSpan() : target.AsSpan(0, end);
        return sent.SequenceEqual(path) || target.Length == 0 || Uri.UnescapeDataString(sent) == path; // empty: not from a socket
    }

    private async ValueTask WaitAsync(Task<FlushResult> flush, TimeSpan limit)
    {
        try
        {
            if ((await flush.WaitAsync(limit, _time)).IsCompleted) throw new OperationCanceledException("The client has gone.");
        }
        catch (TimeoutException e)
        {
            Cut();
            throw new OperationCanceledException("The client does not read.", e);
        }
    }
}
