using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Storage;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;
using Sallyport.Storage;
using Sallyport.Storage.Files;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>Several gateways on one PostgreSQL database.</summary>
public sealed class FleetTests(SharedPostgres postgres)
{
    private const int Nodes = 3, ClientsOfEach = 8;

    [Fact]
    public async Task Three_gateways_of_which_one_is_killed_leave_one_log_without_a_gap_that_verifies()
    {
        var server = await postgres.ServerAsync();
        var address = await postgres.CreateDatabaseAsync();
        using var scratch = new ScratchDirectory();
        var key = TestKey.Create();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SALLYPORT_DATABASE_URL"] = server.UrlOf(address) };
        var nodes = new List<ServerProcess>();
        try
        {
            for (var i = 0; i < Nodes; i++)
            {
                var directory = Directory.CreateDirectory(scratch.File($"node{i}")).FullName;
                if (i > 0)
                {
                    File.Copy(Path.Combine(nodes[0].DataDirectory, KeyFile.FileName), Path.Combine(directory, KeyFile.FileName));
                    if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(directory, KeyFile.FileName), UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }

                nodes.Add(await ServerProcess.StartAsync(new ServerProcessOptions
                {
                    DataDirectory = directory,
                    BootstrapKey = key,
                    Environment = environment,
                    Configuration = $"audit: {{ node: gw-{i}, checkpoint_every: 1s }}\ntelemetry: {{ log_level: warn }}\n",
                }));
            }

            var seen = new ConcurrentBag<long>();
            using var stop = new CancellationTokenSource();
            var clients = nodes.SelectMany(node => Enumerable.Range(0, ClientsOfEach).Select(_ => AskAsync(node, key, seen, stop.Token))).ToArray();
            await Task.Delay(TimeSpan.FromSeconds(3));
            var before = seen.Count;
            await nodes[1].KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(3));
            await stop.CancelAsync();
            await Task.WhenAll(clients);
            Assert.True(before > 50 && seen.Count > before, $"{before} answers before the kill, {seen.Count} in all");
            foreach (var node in nodes.Where(n => !n.HasExited)) await node.TerminateAsync(TimeSpan.FromSeconds(30));

            using var data = await DataDirectory.OpenAsync(new StorageSettings(nodes[0].DataDirectory, address), TimeProvider.System, NullLoggerFactory.Instance, default);
            var policy = new CheckpointPolicy([NoteVerifier.Parse(data.Signer.VerifierKey)], [], 0);
            var report = await LedgerVerifier.VerifyAsync(await LedgerSource.OpenAsync(data.Ledger, default), policy, default);
            Assert.True(report.ProblemCount == 0, string.Join('\n', report.Problems));
            Assert.True(report.CheckpointCount > 3);

            var leaves = new Dictionary<long, Leaf>();
            for (var at = 0L; at < report.Size;)
            {
                var batch = await data.Ledger.ReadAsync(at, 10_000, default);
                foreach (var leaf in batch) leaves.Add(leaf.Sequence, leaf.Read());
                at = batch[^1].Sequence + 1;
            }

            Assert.Equal(Enumerable.Range(0, leaves.Count).Select(i => (long)i), leaves.Keys.Order());
            Assert.All(seen, sequence => Assert.Equal(AuditEntryType.Intent, leaves[sequence].Entry.Type));
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Equal(["gw-0", "gw-1", "gw-2"], leaves.Values.Select(l => l.Node).Where(n => n.StartsWith("gw-", StringComparison.Ordinal)).Distinct().Order());
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    /// <summary>One client: asks and notes the receipt of each answer that came whole, until its gateway is gone.</summary>
    private static async Task AskAsync(ServerProcess node, string key, ConcurrentBag<long> seen, CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = node.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                using var body = new StringContent("""{"model":"simulator","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
                using var response = await client.PostAsync("/v1/chat/completions", body, CancellationToken.None);
                if (response.StatusCode is System.Net.HttpStatusCode.ServiceUnavailable) continue; // a database that is slow for its load refuses, and that is right
                Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(CancellationToken.None) + node.StandardError);
                seen.Add(long.Parse(response.Headers.GetValues("x-audit-seq").Single(), CultureInfo.InvariantCulture));
            }
        }
        catch (HttpRequestException)
        {
            // Killed in the middle of this one; the connection may end a moment before the process counts as ended.
            for (var waited = 0; !node.HasExited && waited < 100; waited++) await Task.Delay(50, CancellationToken.None);
            Assert.True(node.HasExited);
        }
    }
}
