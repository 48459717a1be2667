using System.Text;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration;
using Xunit;

namespace Sallyport.IntegrationTests.Export;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task Every_record_arrives_as_a_log_record_with_its_number_time_and_body()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await ExportRun.StartAsync(Target(receiver));
        await run.UntilAllIsHandedOverAsync();

        var leaves = await run.LeavesAsync();
        var logs = receiver.Posts.SelectMany(p => OtlpLogs.Decode(p.Body)).DistinctBy(l => l.Attributes["sallyport.seq"]).ToArray(); // at least once: a slow receiver may be asked twice
        Assert.Equal(leaves.Select(l => Encoding.UTF8.GetString(l.Json.Span)), logs.Select(l => l.Body));
        Assert.Equal(leaves.Select(l => l.Sequence), logs.Select(l => (long)l.Attributes["sallyport.seq"]));
        Assert.Equal(leaves.Select(l => (l.Entry.At - DateTimeOffset.UnixEpoch).Ticks * 100), logs.Select(l => l.TimeNanoseconds));
        Assert.All(logs, l => Assert.Equal("test/log", l.Attributes["sallyport.origin"]));
        Assert.All(receiver.Posts, p => Assert.Equal(("/hook/v1/logs", "application/x-protobuf", "Bearer token-of-the-tests"), (p.Path, p.Headers["content-type"], p.Headers["authorization"])));
    }

    [Fact]
    public async Task A_receiver_that_refuses_gets_everything_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var count = 0;
        receiver.Answer = (_, response) => response.StatusCode = Interlocked.Increment(ref count) <= 2 ? 400 : 200;
        await using var run = await ExportRun.StartAsync(Target(receiver));
        await run.UntilAsync(s => s.Failures > 1);
        Assert.Equal("not_accepted", run.Status.Fault);
        receiver.Posts.Clear();
        await run.UntilAllIsHandedOverAsync();

        Assert.Equal((await run.LeavesAsync()).Select(l => l.Sequence), receiver.Posts.SelectMany(p => OtlpLogs.Decode(p.Body)).Select(l => (long)l.Attributes["sallyport.seq"]).Distinct());
    }

    private static OtlpTarget Target(WebhookReceiver receiver) => new(new Uri(receiver.Address + "/v1/logs"), new Secret("token-of-the-tests"), null);
}
