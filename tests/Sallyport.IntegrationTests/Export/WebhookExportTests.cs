using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration;
using Xunit;

namespace Sallyport.IntegrationTests.Export;

public sealed class WebhookExportTests
{
    private const string Key = "signing-key-of-the-tests";

    [Theory]
    [InlineData(ExportFormat.Leaf)]
    [InlineData(ExportFormat.Ocsf)]
    [InlineData(ExportFormat.Cef)]
    public async Task Every_record_arrives_once_in_order_under_a_signature_that_holds(ExportFormat format)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var run = await ExportRun.StartAsync(Target(receiver.Address), format);
        await run.UntilAllIsHandedOverAsync();

        var leaves = await run.LeavesAsync();
        var next = 0L;
        foreach (var post in receiver.Posts)
        {
            Assert.Equal(("test/log", "test", "Bearer token-of-the-tests"), (post.Headers["x-sallyport-origin"], post.Headers["x-sallyport-export"], post.Headers["authorization"]));
            Assert.Equal(next, long.Parse(post.Headers["x-sallyport-first-seq"], CultureInfo.InvariantCulture));
            next = long.Parse(post.Headers["x-sallyport-last-seq"], CultureInfo.InvariantCulture) + 1;
            AssertSigned(post);
        }

        var lines = receiver.Posts.SelectMany(p => Encoding.UTF8.GetString(p.Body).Split('\n')[..^1]).ToArray();
        Assert.Equal(leaves.Count, lines.Length);
        if (format is ExportFormat.Leaf) Assert.Equal(leaves.Select(l => Encoding.UTF8.GetString(l.Json.Span)), lines);
        Assert.True(receiver.Posts.Count >= leaves.Count / 50);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_receiver_that_asks_for_time_gets_it(int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var asked = 0;
        receiver.Answer = (_, response) =>
        {
            if (Interlocked.Increment(ref asked) > 1) return;
            response.StatusCode = status;
            response.Headers.RetryAfter = "3";
        };
        await using var run = await ExportRun.StartAsync(Target(receiver.Address), batch: 5_000);
        await run.UntilAsync(s => s.State == "failing");
        Assert.Equal($"http_{status}", run.Status.Fault);
        await run.UntilAllIsHandedOverAsync();

        var (first, second) = (receiver.Posts.First(), receiver.Posts.ElementAt(1));
        Assert.True(second.At - first.At >= TimeSpan.FromSeconds(2.9), $"only {second.At - first.At}");
        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, response) => (response.StatusCode, response.Headers.Location) = (307, elsewhere.Address.AbsoluteUri);
        await using var run = await ExportRun.StartAsync(Target(receiver.Address));
        await run.UntilAsync(s => s.Failures > 1);

        Assert.Equal("http_307", run.Status.Fault);
        Assert.Empty(elsewhere.Posts);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/", false)]
    [InlineData("http://[::1]:{0}/", false)]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/", false)]
    [InlineData("http://localhost:{0}/", false)]
    [InlineData("http://2130706433:{0}/", false)]
    [InlineData("http://0x7f.1:{0}/", false)]
    [InlineData("http://017700000001:{0}/", false)]
    [InlineData("http://[64:ff9b::7f00:1]:{0}/", false)]
    [InlineData("http://[2002:7f00:1::]:{0}/", false)]
    [InlineData("http://10.0.0.1:{0}/", false)]
    [InlineData("http://169.254.169.254:{0}/latest/meta-data", true)]
    [InlineData("http://[fd00:ec2::254]:{0}/", true)]
    public async Task An_address_inside_is_refused_unless_allowed_and_metadata_always(string address, bool isInternal)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var url = new Uri(string.Format(CultureInfo.InvariantCulture, address, receiver.Address.Port));
        await using var run = await ExportRun.StartAsync(Target(url) with { IsInternal = isInternal });
        await run.UntilAsync(s => s.Failures > 0);

        Assert.Equal("connection: HostUnreachable", run.Status.Fault);
        Assert.Empty(receiver.Posts);
    }

    [Fact]
    public async Task A_dead_receiver_holds_up_no_other_export_and_catches_up_when_it_is_back()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var isDown = true;
        receiver.Answer = (_, response) => response.StatusCode = Volatile.Read(ref isDown) ? 500 : 204;
        await using var run = await ExportRun.StartAsync(Target(receiver.Address));
        await run.UntilAsync(s => s.Failures > 1);
        await run.AppendAsync(1_000);
        Volatile.Write(ref isDown, false);
        receiver.Posts.Clear();
        await run.UntilAllIsHandedOverAsync();

        var sequences = receiver.Posts.SelectMany(p => Encoding.UTF8.GetString(p.Body).Split('\n')[..^1]).Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("seq").GetInt64()).ToHashSet();
        Assert.Equal(await run.Log.SizeAsync(default), sequences.Count);
    }

    private static WebhookTarget Target(Uri url) => new(url, new Secret(Key), new Secret("token-of-the-tests"), IsInternal: true, null);

    private static void AssertSigned(WebhookReceiver.Post post)
    {
        var parts = post.Headers["x-sallyport-signature"].Split(',');
        var (time, signature) = (parts[0]["t=".Length..], parts[1]["v1=".Length..]);
        Assert.InRange(Math.Abs(post.At.ToUnixTimeSeconds() - long.Parse(time, CultureInfo.InvariantCulture)), 0, 30);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), (byte[])[.. Encoding.UTF8.GetBytes(time + "."), .. post.Body])), signature);
    }
}
