using System.Buffers;
using System.Globalization;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;

namespace Sallyport.Gateway.Listener;

/// <summary>Writes a rejection in the client's own dialect: as a response, or as the last event of a stream that has begun.</summary>
internal static class RejectionWriter
{
    public static async ValueTask WriteAsync(Exchange exchange, Rejection rejection)
    {
        // Also before the answer: the server would make it an empty 200. And an end mark that waited for a record which failed must not leave.
        if (rejection.Code == "client_gone" || (rejection == Rejection.AuditUnavailable && exchange.HasStarted))
        {
            exchange.Cut();
            return;
        }

        var error = new ClientError(rejection.Status, rejection.Kind, rejection.Code, rejection.Message, exchange.RequestId);
        try
        {
            if (!exchange.HasStarted) WriteResponse(exchange, rejection, error);
            else if (exchange.IsStreaming) ErrorWriter.WriteEvent(exchange.Match.Dialect, error, exchange.IsArray, isFirst: !exchange.HasContent, exchange.Output);
            else exchange.Cut(); // a length was promised: a short answer must not look whole
            await exchange.FlushAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            exchange.Cut(); // nobody listens any more
        }
    }

    private static void WriteResponse(Exchange exchange, Rejection rejection, ClientError error)
    {
        using var body = new PooledWriter();
        ErrorWriter.WriteBody(exchange.Match.Dialect, error, body);
        exchange.SetHeader("x-sallyport-request-id", exchange.RequestId);
        exchange.SetHeader("x-sallyport-decision", "refused");
        exchange.SetHeader("x-should-retry", rejection.ShouldRetry ? "true" : "false");
        if (rejection.RetryAfter is { } wait) exchange.SetHeader("retry-after", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        if (rejection.Status == 405) exchange.SetHeader("allow", exchange.Request.Method == "GET" ? "POST" : "GET");
        exchange.Start(rejection.Status, "application/json", body.Length);
        exchange.Output.Write(body.Written.Span);
    }
}
