using Sallyport.Gateway.Telemetry;

namespace Sallyport.Server.Hosting;

/// <summary>The same two answers on both listeners, without a key: they say nothing but whether to send traffic.</summary>
internal static class HealthAnswers
{
    private static readonly byte[] Alive = [.. """{"status":"ok"}"""u8];

    /// <summary>True for the paths that <see cref="AnswerAsync"/> answers.</summary>
    public static bool Matches(PathString path) => path.Value is "/healthz" or "/readyz";

    public static Task AnswerAsync(HttpContext context, Readiness readiness)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        var alive = context.Request.Path.Value == "/healthz";
        context.Response.StatusCode = alive || readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return WriteJsonAsync(context, alive ? Alive : readiness.Describe());
    }

    public static async Task WriteJsonAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
