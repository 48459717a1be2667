using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

/// <summary>A transport in front of a scripted upstream.</summary>
internal sealed class TransportHarness(FakeUpstream upstream, UpstreamTransport transport) : IAsyncDisposable
{
    internal const string Key = "sk-upstream-secret-0123456789";

    public FakeUpstream Upstream => upstream;
    public UpstreamTransport Transport => transport;

    public UpstreamDefinition Definition { get; set; } = new()
    {
        Id = "fake",
        Provider = ProviderId.OpenAI,
        BaseAddress = new Uri(upstream.Address, "/v1"),
        Credential = new Secret(Key),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        FirstByteTimeout = TimeSpan.FromSeconds(30),
        IdleTimeout = TimeSpan.FromSeconds(30),
    };

    public static async Task<TransportHarness> StartAsync() =>
        new(await FakeUpstream.StartAsync(), new UpstreamTransport(TimeProvider.System, NullLogger<UpstreamTransport>.Instance));

    /// <summary>A transport with a clock, a resolver and connections of a life of its own.</summary>
    public static async Task<TransportHarness> StartAsync(TimeProvider time, NameResolver? resolver = null, TimeSpan? lifetime = null) =>
        new(await FakeUpstream.StartAsync(), new UpstreamTransport(time, NullLogger<UpstreamTransport>.Instance) { Resolver = resolver ?? System.Net.Dns.GetHostAddressesAsync, ConnectionLifetime = lifetime ?? PooledConnections.DefaultLifetime });

    public OutboundRequest Request(string body = """{"model":"m"}""", string path = "/chat/completions", DialectId dialect = DialectId.OpenAIChat, bool repeatable = true, HttpMethod? method = null, params KeyValuePair<string, string>[] headers) =>
        new(Definition, method ?? HttpMethod.Post, path, Encoding.UTF8.GetBytes(body), headers, dialect, repeatable);

    public async Task<UpstreamReply> ReplyAsync(OutboundRequest? request = null)
    {
        var outcome = await transport.SendAsync(request ?? Request(), TestContext.Current.CancellationToken);
        return outcome.TryGet(out var reply, out var rejection) ? reply : throw new InvalidOperationException(rejection.Code);
    }

    public async Task<Rejection> RejectionAsync(OutboundRequest? request = null)
    {
        var outcome = await transport.SendAsync(request ?? Request(), TestContext.Current.CancellationToken);
        return outcome.TryGet(out var reply, out var rejection) ? throw new InvalidOperationException($"Status {reply.Status}.") : rejection;
    }

    /// <summary>Reads to the end; the fault if it broke off.</summary>
    public static async Task<(string Text, Rejection? Fault)> ReadAsync(UpstreamReply reply)
    {
        await using var open = reply;
        using var text = new MemoryStream();
        var buffer = new byte[1024];
        try
        {
            while (await reply.Body.ReadAsync(buffer) is > 0 and var read) text.Write(buffer, 0, read);
            return (Encoding.UTF8.GetString(text.ToArray()), null);
        }
        catch (UpstreamFaultException e)
        {
            return (Encoding.UTF8.GetString(text.ToArray()), e.Rejection);
        }
    }

    public async ValueTask DisposeAsync()
    {
        transport.Dispose();
        await upstream.DisposeAsync();
    }
}
