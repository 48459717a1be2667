using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Providers;

namespace Sallyport.IntegrationTests.Forwarding;

/// <summary>The simulated upstream behind a bare listener, so that client libraries can talk to it.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly UpstreamTransport _transport = new(TimeProvider.System, NullLogger<UpstreamTransport>.Instance);

    private SimulatorHost(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public static async Task<SimulatorHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var host = new SimulatorHost(app);
        app.Run(host.HandleAsync);
        await app.StartAsync();
        host.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var dialect = context.Request.Headers.ContainsKey("anthropic-version") ? DialectId.AnthropicMessages
            : context.Request.Path.StartsWithSegments("/v1beta", StringComparison.Ordinal) ? DialectId.Gemini
            : DialectId.OpenAIChat;
        var upstream = new UpstreamDefinition { Id = "simulator", Provider = ProviderId.Simulator, BaseAddress = new Uri("http://simulator.invalid") };
        var request = new OutboundRequest(upstream, new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString.Value, body.ToArray(), [], dialect, IsRepeatable: true);
        var outcome = await _transport.SendAsync(request, context.RequestAborted);
        if (!outcome.TryGet(out var reply, out var rejection)) throw new InvalidOperationException(rejection.Code);

        await using var open = reply;
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        while (await reply.Body.ReadAsync(buffer) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
            await context.Response.Body.FlushAsync();
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
