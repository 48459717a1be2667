using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sallyport.Testing;

/// <summary>A provider on loopback that says what a test tells it to, and remembers what it was asked.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<Func<UpstreamExchange, Task>> _queue = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private int _aborted;
    private TaskCompletionSource _abort = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeUpstream(WebApplication app) => _app = app;

    /// <summary>Root of all paths, without a slash at the end: <c>http://127.0.0.1:41234</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The address of a listener with TLS, if <see cref="StartAsync"/> was told to add one.</summary>
    public Uri? SecureAddress { get; private set; }

    /// <summary>Everything asked so far, in order of arrival.</summary>
    public IReadOnlyCollection<RecordedRequest> Requests => _requests;

    /// <summary>The only request; fails if there were more or none.</summary>
    public RecordedRequest Request => _requests.Single();

    /// <summary>Requests whose client went away before they were answered.</summary>
    public int Aborted => Volatile.Read(ref _aborted);

    /// <summary>Completes when some client goes away before its answer ends.</summary>
    public Task AbortSeen => _abort.Task;

    /// <summary>What every request gets that <see cref="Enqueue"/> has nothing for. Default: <c>{"ok":true}</c>.</summary>
    public Func<UpstreamExchange, Task> Reply { get; set; } = exchange => exchange.JsonAsync("""{"ok":true}""");

    /// <summary>Answers for the next requests, one each, before <see cref="Reply"/>.</summary>
    public void Enqueue(params ReadOnlySpan<Func<UpstreamExchange, Task>> replies)
    {
        foreach (var reply in replies) _queue.Enqueue(reply);
    }

    /// <summary>Waits until one more request has arrived.</summary>
    public Task ArrivalAsync(CancellationToken cancellation = default) => _arrivals.WaitAsync(TimeSpan.FromSeconds(10), cancellation);

    public static async Task<FakeUpstream> StartAsync(Action<KestrelServerOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
            configure?.Invoke(options);
        });
        var app = builder.Build();
        var upstream = new FakeUpstream(app);
        app.Run(upstream.HandleAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToList();
        upstream.Address = addresses.First(address => address.Scheme == Uri.UriSchemeHttp);
        upstream.SecureAddress = addresses.Find(address => address.Scheme == Uri.UriSchemeHttps);
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // a held stream must not hold up the end of a test
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new RecordedRequest(
            context.Request.Method,
            context.Request.Path.Value ?? "",
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToArray(), StringComparer.OrdinalIgnoreCase)!,
            body.ToArray(),
            context.Connection.Id,
            context.Request.Protocol);
        _requests.Enqueue(request);
        _arrivals.Release();

        await using var gone = context.RequestAborted.UnsafeRegister(_ =>
        {
            Interlocked.Increment(ref _aborted);
            _abort.TrySetResult();
        }, null);
        try
        {
            await (_queue.TryDequeue(out var reply) ? reply : Reply)(new UpstreamExchange(context, request));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, which is what the test wanted to see.
        }
    }
}
