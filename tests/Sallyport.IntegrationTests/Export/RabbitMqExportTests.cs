using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Export;

/// <summary>Against Debian's broker, with a port mapper of its own that ends with it.</summary>
public sealed class RabbitMqExportTests
{
    [Fact]
    public async Task Every_record_is_confirmed_and_one_that_no_queue_takes_is_a_fault()
    {
        using var scratch = new ScratchDirectory();
        await using var mapper = await LocalServer.StartAsync("/usr/bin/epmd", port => ["-address", "127.0.0.1", "-port", $"{port}"]);
        await using var broker = await StartAsync(scratch, mapper.Port);
        var factory = new ConnectionFactory { Uri = new Uri($"amqp://127.0.0.1:{broker.Port}/") };
        await using var run = await ExportRun.StartAsync(new RabbitMqTarget(factory.Uri, "guest", new Secret("guest"), "", "audit", null));
        await run.UntilAsync(s => s.Failures > 0);
        Assert.Equal("unroutable", run.Status.Fault);

        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("audit", durable: true, exclusive: false, autoDelete: false);
        await run.UntilAllIsHandedOverAsync();

        var received = new SortedDictionary<long, string>();
        while (await channel.BasicGetAsync("audit", autoAck: true) is { } message)
        {
            var sequence = (long)message.BasicProperties.Headers!["seq"]!;
            Assert.Equal(($"test/log/{sequence}", DeliveryModes.Persistent), (message.BasicProperties.MessageId, message.BasicProperties.DeliveryMode));
            received[sequence] = Encoding.UTF8.GetString(message.Body.Span);
        }

        Assert.Equal((await run.LeavesAsync()).Select(l => Encoding.UTF8.GetString(l.Json.Span)), received.Values);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_showing_it()
    {
        using var scratch = new ScratchDirectory();
        await using var mapper = await LocalServer.StartAsync("/usr/bin/epmd", port => ["-address", "127.0.0.1", "-port", $"{port}"]);
        await using var broker = await StartAsync(scratch, mapper.Port);
        await using var run = await ExportRun.StartAsync(new RabbitMqTarget(new Uri($"amqp://127.0.0.1:{broker.Port}/"), "guest", new Secret("wrong-password"), "", "audit", null));
        await run.UntilAsync(s => s.Failures > 0);

        Assert.Equal("access_denied", run.Status.Fault);
    }

    private static Task<LocalServer> StartAsync(ScratchDirectory scratch, int mapperPort)
    {
        Assert.True(File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server"), "rabbitmq-server is missing: ./test installs it");
        var (distribution, node) = (LocalServer.FreePort(), $"test{Environment.ProcessId}{Stopwatch.GetTimestamp() % 1_000_000}@localhost");
        File.WriteAllText(scratch.File("rabbitmq.conf"), "loopback_users.guest = true\n");
        File.WriteAllText(scratch.File("enabled_plugins"), "[].\n");
        return LocalServer.StartAsync(
            "/usr/lib/rabbitmq/bin/rabbitmq-server",
            _ => [],
            port =>
            [
                ("HOME", scratch.Path), ("RABBITMQ_NODENAME", node), ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"), ("RABBITMQ_NODE_PORT", $"{port}"), ("RABBITMQ_DIST_PORT", $"{distribution}"),
                ("RABBITMQ_MNESIA_BASE", scratch.File("mnesia")), ("RABBITMQ_LOG_BASE", scratch.File("log")), ("RABBITMQ_CONFIG_FILE", scratch.File("rabbitmq")),
                ("RABBITMQ_ENABLED_PLUGINS_FILE", scratch.File("enabled_plugins")), ("RABBITMQ_PID_FILE", scratch.File("pid")), ("ERL_EPMD_PORT", $"{mapperPort}"), ("ERL_EPMD_ADDRESS", "127.0.0.1"),
                ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
            ],
            limit: TimeSpan.FromMinutes(3));
    }
}
