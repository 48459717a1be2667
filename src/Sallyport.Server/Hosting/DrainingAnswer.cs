using System.Text.Json;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Server.Hosting;

/// <summary>Refuses exchanges that arrive while the process drains. Another instance answers them.</summary>
internal static class DrainingAnswer
{
    private static readonly byte[] Json = JsonSerializer.SerializeToUtf8Bytes(new
    {
        error = new { message = Rejection.Draining.Message, type = "overloaded_error", param = (string?)null, code = Rejection.Draining.Code },
    });

    public static Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Rejection.Draining.Status;
        context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Connection = "close";
        return HealthAnswers.WriteJsonAsync(context, Json);
    }
}
