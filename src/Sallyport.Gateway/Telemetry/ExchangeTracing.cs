using System.Diagnostics;

namespace Sallyport.Gateway.Telemetry;

/// <summary>Trace context of an exchange: the client's trace goes on through us to the upstream, whether or not we record a span of our own.</summary>
public static class ExchangeTracing
{
    public const string SourceName = "Sallyport";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A server span, or null if nobody listens or the trace is not sampled. Dispose it when the exchange has ended.</summary>
    /// <param name="name">Method and route: <c>POST /v1/chat/completions</c>. Never a path as the client sent it.</param>
    /// <param name="traceparent">The client's header, or null.</param>
    public static Activity? Start(string name, string? traceparent)
    {
        if (!Source.HasListeners()) return null;
        _ = ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent);
        return Source.StartActivity(name, ActivityKind.Server, parent);
    }

    /// <summary>Header for the upstream: our span if we record one, else the client's own header if it is well formed, else null.</summary>
    public static string? Outgoing(Activity? span, string? traceparent)
    {
        if (span is not null) return span.Id;
        return ActivityContext.TryParse(traceparent, null, out _) ? traceparent : null;
    }

    /// <summary>Trace id for the record, 32 hex digits; null without a well-formed header or span.</summary>
    public static string? TraceIdOf(Activity? span, string? traceparent)
    {
        if (span is not null) return span.TraceId.ToHexString();
        return ActivityContext.TryParse(traceparent, null, out var context) ? context.TraceId.ToHexString() : null;
    }

    /// <summary>Notes how the exchange ended. Names and numbers only, never content.</summary>
    public static void End(Activity? span, int status, string? rejection, string? upstream)
    {
        if (span is null) return;
        span.SetTag("http.response.status_code", status);
        if (rejection is not null) span.SetTag("sallyport.rejection", rejection);
        if (upstream is not null) span.SetTag("sallyport.upstream", upstream);
        if (status >= 500) span.SetStatus(ActivityStatusCode.Error);
    }
}
