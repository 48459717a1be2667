using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>Streams that end in the middle, whoever ends them.</summary>
public sealed class BrokenStreamTests : IAsyncLifetime
{
    private static readonly (string Name, string Code, Func<UpstreamExchange, Surface, Task> Happens)[] Faults =
    [
        ("block", "output_blocked", (exchange, surface) => exchange.PieceAsync(surface.Delta("the nightjar flies at dawn, says the plan") + surface.Closing())),
        ("reset", "upstream_broke", async (exchange, _) =>
        {
            await Task.Delay(100); // what was sent must have been read: a reset throws away what has not
            exchange.Reset();
        }),
        ("stall", "upstream_idle_timeout", (exchange, _) => exchange.StallAsync()),
        ("malformed", "upstream_malformed", (exchange, surface) => exchange.PieceAsync(surface.StreamType == "application/json" ? ",\r\n{\"candidates\":[}}" : "data: {\"candidates\":[}\n\n")),
        ("oversize", "upstream_too_large", (exchange, surface) => exchange.PieceAsync((surface.StreamType == "application/json" ? ",\r\n{\"a\":\"" : "data: {\"a\":\"") + new string('x', 5 << 20))),
        ("cut", "upstream_broke", (exchange, surface) => exchange.PieceAsync(surface.StreamType == "application/json" ? ",\r\n{\"candidates\"" : "data: {\"candidates\"")),
    ];

    private FaultGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await FaultGateway.StartAsync(", idle_timeout: 1s");

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Each_dialect_ends_in_its_own_way_and_what_was_final_before_still_arrives() => await ForAllAsync(async (surface, fault) =>
    {
        _gateway.Upstream.Reply = exchange => RunAsync(exchange, fault, "Once upon a time there was a small gateway. ", "It stood before a large model and read along. ", "All was well until one day. ");
        var (stream, id) = await AskAsync(surface);

        Assert.Equal(fault.Code, surface.CodeOfEnd(stream));
        Assert.Contains("Once upon a time", stream, StringComparison.Ordinal);
        Assert.DoesNotContain("nightjar", stream, StringComparison.Ordinal);
        Assert.Equal(fault.Code, (await _gateway.ResultOfAsync(id)).Rejection);
    });

    [Fact]
    public async Task A_stream_that_fails_before_its_first_event_is_still_well_formed() => await ForAllAsync(async (surface, fault) =>
    {
        if (fault.Name is "block" or "cut" || (fault.Name is not "stall" && surface.StreamType == "application/json")) return; // those begin with an event
        _gateway.Upstream.Reply = async exchange =>
        {
            exchange.Context.Response.ContentType = surface.StreamType;
            await exchange.Context.Response.Body.FlushAsync();
            await fault.Happens(exchange, surface);
        };
        var (stream, _) = await AskAsync(surface);
        Assert.Equal(fault.Code, surface.CodeOfEnd(stream));
    });

    [Fact]
    public async Task Events_that_came_together_with_the_one_that_ends_the_stream_are_not_lost() => await ForAllAsync(async (surface, fault) =>
    {
        if (fault.Name is not ("block" or "malformed")) return;
        _gateway.Upstream.Reply = async exchange =>
        {
            await using var together = new Together(exchange.Context);
            await FaultGateway.StreamAsync(exchange, surface, surface.Opening() + surface.Delta("Once upon a time there was a small gateway. ") + surface.Delta("It stood before a large model and read along. ") + surface.Delta("All was well until one day. "));
            await fault.Happens(exchange, surface);
        };
        var (stream, _) = await AskAsync(surface);
        Assert.Equal(fault.Code, surface.CodeOfEnd(stream));
        Assert.Contains("Once upon a time", stream, StringComparison.Ordinal);
        Assert.DoesNotContain("nightjar", stream, StringComparison.Ordinal);
    });

    private static async Task ForAllAsync(Func<Surface, (string Name, string Code, Func<UpstreamExchange, Surface, Task> Happens), Task> check)
    {
        var failures = new List<string>();
        foreach (var fault in Faults)
        {
            foreach (var surface in Surface.All)
            {
                try
                {
                    await check(surface, fault);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    failures.Add($"{surface} {fault.Name}: {e.Message}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private static async Task RunAsync(UpstreamExchange exchange, (string Name, string Code, Func<UpstreamExchange, Surface, Task> Happens) fault, params string[] texts)
    {
        var surface = Surface.OfUpstream(exchange.Request.Path, exchange.Request.Query);
        await FaultGateway.StreamAsync(exchange, surface, surface.Opening());
        foreach (var text in texts) await exchange.PieceAsync(surface.Delta(text));
        await fault.Happens(exchange, surface);
    }

    private async Task<(string Stream, Guid Id)> AskAsync(Surface surface)
    {
        using var client = _gateway.Client();
        using var request = surface.Request(_gateway.Key, "hello", stream: true);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return (await response.Content.ReadAsStringAsync(), FaultGateway.IdOf(response));
    }

    /// <summary>Holds back what an upstream writes until its end, so that all of it leaves at once.</summary>
    private sealed class Together : IAsyncDisposable
    {
        private readonly Microsoft.AspNetCore.Http.HttpContext _context;
        private readonly Stream _body;
        private readonly MemoryStream _held = new();

        public Together(Microsoft.AspNetCore.Http.HttpContext context)
        {
            (_context, _body) = (context, context.Response.Body);
            context.Response.Body = _held;
        }

        public async ValueTask DisposeAsync()
        {
            _context.Response.Body = _body;
            await _body.WriteAsync(_held.ToArray());
            await _body.FlushAsync();
            await _held.DisposeAsync();
        }
    }
}
