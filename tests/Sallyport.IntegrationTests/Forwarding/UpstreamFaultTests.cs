using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Sallyport.Gateway.Pipeline;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

public sealed class UpstreamFaultTests
{
    [Fact]
    public async Task A_plain_answer_arrives_whole()
    {
        await using var harness = await TransportHarness.StartAsync();
        var reply = await harness.ReplyAsync();
        Assert.Equal((200, "application/json", 1, 11L), (reply.Status, reply.ContentType, reply.Attempts, reply.ContentLength!.Value));
        Assert.Equal(("""{"ok":true}""", null), await TransportHarness.ReadAsync(reply));
    }

    [Fact]
    public async Task An_unreachable_upstream_is_a_connect_fault()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = new Uri("http://127.0.0.1:1"), MaxAttempts = 1 };
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
    }

    [Theory]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://[::ffff:169.254.169.254]")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]")]
    public async Task A_metadata_address_is_never_connected_to(string address)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = new Uri(address), MaxAttempts = 1, ConnectTimeout = TimeSpan.FromSeconds(20) };
        var clock = Stopwatch.StartNew();
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5)); // refused, not timed out
    }

    [Fact]
    public async Task Silence_before_the_head_is_a_first_byte_fault_and_the_upstream_is_cancelled()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = exchange => exchange.StallAsync();
        harness.Definition = harness.Definition with { FirstByteTimeout = TimeSpan.FromMilliseconds(300) };
        Assert.Equal(Rejection.UpstreamFirstByteTimeout, await harness.RejectionAsync());
        await harness.Upstream.AbortSeen.WaitAsync(TimeSpan.FromSeconds(1));
        Assert.Single(harness.Upstream.Requests); // late is not repeated
    }

    [Fact]
    public async Task Silence_inside_an_answer_is_an_idle_fault_and_the_upstream_is_cancelled()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.PieceAsync("data: 1\n\n");
            await exchange.StallAsync();
        };
        harness.Definition = harness.Definition with { IdleTimeout = TimeSpan.FromMilliseconds(300) };
        Assert.Equal(("data: 1\n\n", Rejection.UpstreamIdleTimeout), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
        await harness.Upstream.AbortSeen.WaitAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Time_that_the_reader_takes_is_not_the_upstreams_idleness()
    {
        await using var harness = await TransportHarness.StartAsync();
        var gate = new TaskCompletionSource();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.PieceAsync("data: 1\n\n");
            await exchange.HoldAsync(gate.Task);
            await exchange.PieceAsync("data: 2\n\n");
        };
        harness.Definition = harness.Definition with { IdleTimeout = TimeSpan.FromMilliseconds(300) };
        await using var reply = await harness.ReplyAsync();
        Assert.Equal(9, await reply.Body.ReadAsync(new byte[64]));
        await Task.Delay(700); // a slow client: no read is pending, so nobody is kept waiting
        gate.SetResult();
        Assert.Equal(("data: 2\n\n", null), await TransportHarness.ReadAsync(reply));
    }

    [Fact]
    public async Task A_reset_inside_an_event_is_a_broken_answer()
    {
        const string Begun = "data: {\"a\":1}\n\ndata: {\"b";
        await using var harness = await TransportHarness.StartAsync();
        var gate = new TaskCompletionSource(); // a reset overtakes what the reader has not fetched yet
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.StreamAsync(Begun);
            await exchange.HoldAsync(gate.Task);
            exchange.Reset();
        };
        await using var reply = await harness.ReplyAsync();
        Assert.Equal(Begun.Length, await reply.Body.ReadAtLeastAsync(new byte[64], Begun.Length));
        gate.SetResult();
        Assert.Equal(("", Rejection.UpstreamBroke), await TransportHarness.ReadAsync(reply));
        Assert.Single(harness.Upstream.Requests); // never repeated once the head was released
    }

    [Fact]
    public async Task A_connection_closed_inside_a_chunked_answer_is_a_broken_answer()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.RawAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
            exchange.Close();
        };
        Assert.Equal(("data: 1\n\n", Rejection.UpstreamBroke), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
    }

    [Fact]
    public async Task An_answer_shorter_than_announced_is_a_broken_answer()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.RawAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}");
            exchange.Close();
        };
        Assert.Equal(("{}", Rejection.UpstreamBroke), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
    }

    [Fact]
    public async Task Bytes_after_an_answer_never_become_the_next_answer()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Enqueue(async exchange =>
        {
            await exchange.RawAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            await exchange.StallAsync();
        });
        Assert.Equal(("{}", null), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
        Assert.Equal(("""{"ok":true}""", null), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}")]
    [InlineData("HTTP/9.9 200 OK\r\n\r\n")]
    [InlineData("ICY 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
    [InlineData("HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_malformed_answer_is_a_fault(string raw)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.RawAsync(raw);
            exchange.Close();
        };
        harness.Definition = harness.Definition with { MaxAttempts = 1 };
        var outcome = await harness.Transport.SendAsync(harness.Request(), default);
        var fault = outcome.TryGet(out var reply, out var rejection) ? (await TransportHarness.ReadAsync(reply)).Fault : rejection;
        Assert.True(fault == Rejection.UpstreamMalformed || fault == Rejection.UpstreamBroke, fault?.Code ?? "no fault");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_flood_of_headers_or_interim_answers_is_cut_off(int kind)
    {
        await using var harness = await TransportHarness.StartAsync();
        var sent = 0L;
        harness.Upstream.Reply = async exchange =>
        {
            var piece = kind == 1 ? "X-Filler: " + new string('x', 1000) + "\r\n" : "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
            if (kind == 1) await exchange.RawAsync("HTTP/1.1 200 OK\r\n");
            for (; sent < 64 * 1024 * 1024; sent += piece.Length) await exchange.RawAsync(piece);
            exchange.Close();
        };
        harness.Definition = harness.Definition with { MaxAttempts = 1 };
        Assert.Equal(Rejection.UpstreamMalformed, await harness.RejectionAsync());
        Assert.True(sent < 16 * 1024 * 1024, $"{sent} bytes were taken");
    }

    [Fact]
    public async Task A_giant_header_line_is_cut_off()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.RawAsync("HTTP/1.1 200 OK\r\nX-Big: ");
            var piece = new string('x', 64 * 1024);
            for (var i = 0; i < 1024; i++) await exchange.RawAsync(piece);
            exchange.Close();
        };
        harness.Definition = harness.Definition with { MaxAttempts = 1 };
        Assert.Equal(Rejection.UpstreamMalformed, await harness.RejectionAsync());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    [InlineData(304)]
    public async Task A_redirect_is_never_followed(int status)
    {
        await using var elsewhere = await FakeUpstream.StartAsync();
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = exchange =>
        {
            exchange.Context.Response.StatusCode = status;
            exchange.Context.Response.Headers.Location = elsewhere.Address.AbsoluteUri;
            return Task.CompletedTask;
        };
        Assert.Equal(Rejection.UpstreamMalformed, await harness.RejectionAsync());
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, identity")]
    public async Task A_packed_answer_is_refused_unread(string encoding)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 32; i++) gzip.Write(zeros);
        }

        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            exchange.Context.Response.Headers.ContentEncoding = encoding;
            exchange.Context.Response.ContentType = "application/json";
            await exchange.PieceAsync(packed.ToArray());
        };
        Assert.Equal(Rejection.UpstreamMalformed, await harness.RejectionAsync());
        Assert.Equal("identity", harness.Upstream.Request.Header("accept-encoding"));
    }

    [Fact]
    public async Task An_endless_line_is_handed_on_in_bounded_pieces_and_stops_when_the_reader_does()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            var piece = Encoding.ASCII.GetBytes(new string('x', 32 * 1024));
            while (true) await exchange.PieceAsync(piece);
        };
        await using (var reply = await harness.ReplyAsync())
        {
            var buffer = new byte[16 * 1024];
            for (var i = 0; i < 100; i++) Assert.InRange(await reply.Body.ReadAsync(buffer), 1, buffer.Length);
        }

        await harness.Upstream.AbortSeen.WaitAsync(TimeSpan.FromSeconds(1));
    }
}
