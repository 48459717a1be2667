using System.Text.Json;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Export;

/// <summary>Against rsyslog with its GnuTLS driver.</summary>
public sealed class SyslogExportTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly TestAuthority _authority = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_receiver_reads_every_record_as_it_was_meant_and_none_is_missed_when_it_is_killed()
    {
        var port = LocalServer.FreePort();
        var first = await StartAsync(port);
        await using var run = await ExportRun.StartAsync(new SyslogTarget("127.0.0.1", port, _authority.AuthorityPem));
        await run.UntilAllIsHandedOverAsync();
        await UntilAsync(() => Received().Count >= 20);
        await first.DisposeAsync(); // SIGKILL: what it had not read is gone
        await run.AppendAsync(200);
        await run.UntilAsync(s => s.State == "failing");
        await using var second = await StartAsync(port);
        await run.UntilAllIsHandedOverAsync();
        var leaves = await run.LeavesAsync();
        await UntilAsync(() => Received().Count == leaves.Count);

        var received = Received();
        foreach (var leaf in leaves)
        {
            using var sent = JsonDocument.Parse(leaf.Json);
            using var read = JsonDocument.Parse(received[leaf.Sequence].Message);
            Assert.True(JsonElement.DeepEquals(sent.RootElement, read.RootElement), $"record {leaf.Sequence}: {received[leaf.Sequence].Message}");
            Assert.Contains($"origin=\"test/log\" seq=\"{leaf.Sequence}\"", received[leaf.Sequence].Data, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_receiver_with_another_authoritys_certificate_gets_nothing()
    {
        var port = LocalServer.FreePort();
        await using var server = await StartAsync(port);
        await using var run = await ExportRun.StartAsync(new SyslogTarget("127.0.0.1", port, new TestAuthority().AuthorityPem));
        await run.UntilAsync(s => s.Failures > 0);

        Assert.Equal("certificate_refused", run.Status.Fault);
        Assert.Empty(Received());
    }

    private Task<LocalServer> StartAsync(int port)
    {
        File.WriteAllText(_scratch.File("ca.pem"), _authority.AuthorityPem);
        File.WriteAllText(_scratch.File("cert.pem"), _authority.CertificatePem);
        File.WriteAllText(_scratch.File("key.pem"), _authority.KeyPem);
        File.WriteAllText(
            _scratch.File("rsyslog.conf"),
            $$"""
            global(workDirectory="{{_scratch.Path}}" maxMessageSize="64k" defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="{{_scratch.File("ca.pem")}}"
                   defaultNetstreamDriverCertFile="{{_scratch.File("cert.pem")}}" defaultNetstreamDriverKeyFile="{{_scratch.File("key.pem")}}")
            module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
            template(name="line" type="list") {
              constant(value="{") property(name="msg" format="jsonf" outname="m") constant(value=",") property(name="structured-data" format="jsonf" outname="d") constant(value="}\n")
            }
            ruleset(name="all") { action(type="omfile" file="{{_scratch.File("received")}}" template="line") }
            input(type="imtcp" port="{{port}}" address="127.0.0.1" ruleset="all")
            """);
        return LocalServer.StartAsync("/usr/sbin/rsyslogd", _ => ["-n", "-f", _scratch.File("rsyslog.conf"), "-i", _scratch.File("pid")], port: port);
    }

    private Dictionary<long, (string Message, string Data)> Received()
    {
        var received = new Dictionary<long, (string Message, string Data)>();
        if (!File.Exists(_scratch.File("received"))) return received;
        using var file = new StreamReader(new FileStream(_scratch.File("received"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        foreach (var line in file.ReadToEnd().Split('\n')[..^1])
        {
            using var outer = JsonDocument.Parse(line);
            var (message, data) = (outer.RootElement.GetProperty("m").GetString()!, outer.RootElement.GetProperty("d").GetString()!);
            using var inner = JsonDocument.Parse(message);
            received[inner.RootElement.GetProperty("seq").GetInt64()] = (message, data);
        }

        return received;
    }

    private static async Task UntilAsync(Func<bool> isReached)
    {
        for (var turn = 0; !isReached(); turn++)
        {
            Assert.True(turn < 1_200, "rsyslog did not write it");
            await Task.Delay(50);
        }
    }
}
