using System.Diagnostics;
using Sallyport.Gateway.Pipeline;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

public sealed class RetryTests
{
    private static Func<UpstreamExchange, Task> Status(int status, params (string, string)[] headers) =>
        exchange => exchange.JsonAsync($$$"""{"error":{"message":"upstream says {{{status}}}"}}""", status, headers);

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(529)]
    public async Task A_transient_answer_is_asked_again(int status)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Enqueue(Status(status, ("retry-after-ms", "1")));
        await using var reply = await harness.ReplyAsync();
        Assert.Equal((200, 2), (reply.Status, reply.Attempts));
        Assert.All(harness.Upstream.Requests, request => Assert.Equal("""{"model":"m"}""", request.Text));
        Assert.Single(harness.Upstream.Requests.Select(request => request.ConnectionId).Distinct()); // a small error does not cost the connection
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(413)]
    [InlineData(422)]
    [InlineData(501)]
    public async Task Any_other_error_goes_to_the_client_as_it_is(int status)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = Status(status);
        var reply = await harness.ReplyAsync();
        Assert.Equal((status, 1), (reply.Status, reply.Attempts));
        Assert.Contains($"upstream says {status}", (await TransportHarness.ReadAsync(reply)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_attempts_are_used_up_the_client_sees_the_providers_own_error()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = Status(429, ("retry-after-ms", "1"), ("x-ratelimit-remaining-requests", "0"));
        var reply = await harness.ReplyAsync();
        Assert.Equal((429, 3), (reply.Status, reply.Attempts));
        Assert.Contains(new("x-ratelimit-remaining-requests", "0"), reply.Headers);
        Assert.Contains("upstream says 429", (await TransportHarness.ReadAsync(reply)).Text, StringComparison.Ordinal);
        Assert.Equal(3, harness.Upstream.Requests.Count);
    }

    [Theory]
    [InlineData("retry-after", "11")]
    [InlineData("retry-after", "99999999999")]
    [InlineData("retry-after-ms", "10001")]
    [InlineData("retry-after", "Fri, 31 Dec 2100 23:59:59 GMT")]
    [InlineData("x-should-retry", "false")]
    public async Task A_wait_that_is_too_long_or_unwanted_is_left_to_the_client(string name, string value)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = Status(429, (name, value));
        await using var reply = await harness.ReplyAsync();
        Assert.Equal((429, 1), (reply.Status, reply.Attempts));
        Assert.Contains(new(name, value), reply.Headers.Select(header => new KeyValuePair<string, string>(header.Key.ToLowerInvariant(), header.Value)));
    }

    [Fact]
    public async Task A_wait_that_would_overrun_the_first_byte_limit_is_not_begun()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = Status(503, ("retry-after", "5"));
        harness.Definition = harness.Definition with { FirstByteTimeout = TimeSpan.FromSeconds(3) };
        var clock = Stopwatch.StartNew();
        await using var reply = await harness.ReplyAsync();
        Assert.Equal((503, 1), (reply.Status, reply.Attempts));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task What_is_not_repeatable_is_sent_once()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = Status(503, ("retry-after-ms", "1"));
        await using var reply = await harness.ReplyAsync(harness.Request(repeatable: false));
        Assert.Equal((503, 1), (reply.Status, reply.Attempts));
    }

    [Fact]
    public async Task A_reset_before_the_head_is_repeated_once_and_no_more()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { MaxAttempts = 5 };
        harness.Upstream.Reply = exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        };
        Assert.Equal(Rejection.UpstreamBroke, await harness.RejectionAsync());
        Assert.Equal(2, harness.Upstream.Requests.Count);
    }

    [Fact]
    public async Task A_reset_before_the_head_of_what_is_not_repeatable_is_not_repeated()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        };
        Assert.Equal(Rejection.UpstreamBroke, await harness.RejectionAsync(harness.Request(repeatable: false)));
        Assert.Single(harness.Upstream.Requests);
    }

    [Fact]
    public async Task A_client_that_goes_ends_the_wait_for_the_next_attempt()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = Status(503, ("retry-after", "9"));
        using var gone = new CancellationTokenSource();
        var sending = harness.Transport.SendAsync(harness.Request(), gone.Token).AsTask();
        await harness.Upstream.ArrivalAsync();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.Single(harness.Upstream.Requests);
    }
}
