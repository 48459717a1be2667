using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sallyport.IntegrationTests.Export;

/// <summary>Takes posts on a loopback port and answers as it is told.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Post> Posts { get; } = new();

    public Uri Address => new(_app.Urls.Single() + "/hook");

    /// <summary>Decides each answer; default 204.</summary>
    public Action<Post, HttpResponse> Answer { get; set; } = (_, response) => response.StatusCode = 204;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var post = new Post(context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), body.ToArray(), TimeProvider.System.GetUtcNow());
            receiver.Posts.Enqueue(post);
            receiver.Answer(post, context.Response);
        });
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal sealed record Post(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset At);
}
