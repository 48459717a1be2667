using System.Collections.Concurrent;
using System.Net;
using Sallyport.Gateway.Audit;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>A real gateway on a file system of 4 MiB that fills up under load.</summary>
public sealed class FullDiskTests
{
    private const int DiskKib = 4 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("block_data_plane")]
    [InlineData("block_all")]
    public async Task While_the_disk_is_full_nothing_passes_without_a_record_and_it_goes_on_by_itself(string onFailure)
    {
        using var disk = new SmallDisk(DiskKib);
        await using var gateway = await StartAsync(disk, onFailure);
        using var load = new Load(gateway);

        await load.Until(l => l.Passed >= 50, "requests pass");
        disk.Fill();
        await load.Until(l => l.Refused >= 50, "requests are refused");
        await Task.Delay(TimeSpan.FromSeconds(2)); // the write-ahead log is copied back now, which may leave room for a while
        disk.Fill();
        var refused = load.Refused;
        await load.Until(l => l.Refused >= refused + 50, "requests are refused for good");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(gateway));
        using (var admin = gateway.Server.CreateAdminClient())
        {
            using var keys = await admin.GetAsync(new Uri("/admin/v1/keys", UriKind.Relative));
            Assert.Equal(onFailure == "block_all" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, keys.StatusCode);
            using var change = await admin.PostAsync(new Uri("/admin/v1/keys", UriKind.Relative), new StringContent("""{"name":"never"}""", null, "application/json"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, change.StatusCode);
            Assert.Contains("\"condition\":\"full\"", await admin.GetStringAsync(new Uri("/admin/v1/status", UriKind.Relative)), StringComparison.Ordinal);
            Assert.Contains("sallyport_audit_condition 1", await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(gateway.Folder, "sallyport.ballast")), "the ballast was not released");
        disk.Free();
        var before = load.Passed;
        await load.Until(l => l.Passed >= before + 50, "requests pass again");
        await FaultGateway.Until(async () => await ReadyAsync(gateway) == HttpStatusCode.OK, Limit, "ready again");
        await load.StopAsync();
        Assert.Equal(0, load.Unrecorded);

        await FaultGateway.Until(() => File.Exists(Path.Combine(gateway.Folder, "sallyport.ballast")), Limit, "the ballast is made again");
        await gateway.Server.TerminateAsync(Limit);
        var intents = Intents(await gateway.RecordAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Passed} passed, {load.Refused} refused, {gateway.Upstream.Requests.Count} upstream requests, {intents.Count} intents");
        Assert.True(gateway.Upstream.Requests.Count <= intents.Count, $"{gateway.Upstream.Requests.Count} requests left, {intents.Count} were recorded");
        Assert.All(load.Ids, id => Assert.Contains(id, intents));
        await LogCheck.VerifyAsync(gateway.Folder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_operator_lets_them_pass_each_exchange_without_a_record_is_counted_exactly(bool killed)
    {
        using var disk = new SmallDisk(DiskKib);
        await using var gateway = await StartAsync(disk, "allow_with_gap");
        using var load = new Load(gateway);

        await load.Until(l => l.Passed >= 50, "requests pass");
        disk.Fill();
        await load.Until(l => l.Unrecorded >= 100, "requests pass without a record");
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(gateway));
        Assert.Equal(0, load.Refused);
        if (killed)
        {
            await load.StopAsync(); // what is open when the process dies is neither recorded nor seen by a client
            await gateway.Server.KillAsync();
            disk.Free();
            await gateway.RestartAsync(new Dictionary<string, string>());
        }
        else
        {
            disk.Free();
            var before = load.Passed;
            await load.Until(l => l.Passed >= before + 50, "requests are recorded again");
            await load.StopAsync();
            using var admin = gateway.Server.CreateAdminClient();
            Assert.Contains($"sallyport_audit_unrecorded_total {load.Unrecorded}", await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
        }

        List<AuditEntry> gaps = [];
        await FaultGateway.Until(async () => (gaps = [.. (await gateway.RecordAsync()).Select(l => l.Entry).Where(e => e.Type is AuditEntryType.Gap)]).Sum(g => g.Gap!.Count) >= load.Unrecorded, Limit, "the gap is recorded");
        await gateway.Server.TerminateAsync(Limit);
        var record = await gateway.RecordAsync();
        var intents = Intents(record);
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Passed} passed, {load.Unrecorded} unrecorded, gaps of {string.Join(", ", gaps.Select(g => g.Gap!.Count))}, {intents.Count} intents");
        Assert.Equal(load.Unrecorded, record.Where(l => l.Entry.Type is AuditEntryType.Gap).Sum(l => l.Entry.Gap!.Count));
        Assert.All(gaps, g => Assert.True(g.Gap is { Cause: "disk_full" } gap && gap.From <= gap.To));
        Assert.All(load.Ids, id => Assert.Contains(id, intents));
        await LogCheck.VerifyAsync(gateway.Folder);
    }

    internal static HashSet<Guid> Intents(IEnumerable<StoredLeaf> record) => [.. record.Select(l => l.Entry).Where(e => e.Type is AuditEntryType.Intent).Select(e => e.ExchangeId)];

    internal static async Task<HttpStatusCode> ReadyAsync(FaultGateway gateway)
    {
        using var admin = gateway.Server.CreateAdminClient();
        using var answer = await admin.GetAsync(new Uri("/readyz", UriKind.Relative));
        return answer.StatusCode;
    }

    private static Task<FaultGateway> StartAsync(SmallDisk disk, string onFailure) =>
        FaultGateway.StartAsync(sections: $"audit: {{ on_failure: {onFailure}, disk: {{ ballast_bytes: 524288 }} }}", data: Path.Combine(disk.Path, "data"));

    /// <summary>Clients that ask without pause, and count what becomes of it.</summary>
    internal sealed class Load : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly HttpClient _client;
        private readonly Task[] _clients;
        private int _passed, _refused, _unrecorded;

        public Load(FaultGateway gateway, int clients = 4)
        {
            _client = gateway.Client();
            _clients = [.. Enumerable.Range(0, clients).Select(i => AskAsync(gateway, Surface.All[i % 3], i % 2 == 0))];
        }

        /// <summary>Answered with 200 and a receipt.</summary>
        public int Passed => Volatile.Read(ref _passed);

        /// <summary>Refused with 503.</summary>
        public int Refused => Volatile.Read(ref _refused);

        /// <summary>Answered, marked as not recorded.</summary>
        public int Unrecorded => Volatile.Read(ref _unrecorded);

        /// <summary>Exchanges with a receipt.</summary>
        public ConcurrentBag<Guid> Ids { get; } = [];

        public Task Until(Func<Load, bool> holds, string what) => FaultGateway.Until(() => holds(this), Limit, what);

        /// <summary>Lets each client end what it has open.</summary>
        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_clients);
        }

        public void Dispose()
        {
            _stop.Cancel();
            _client.Dispose();
            _stop.Dispose();
        }

        private async Task AskAsync(FaultGateway gateway, Surface surface, bool stream)
        {
            await Task.Yield();
            while (!_stop.IsCancellationRequested)
            {
                using var request = surface.Request(gateway.Key, "hello", stream);
                using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var receipt = response.Headers.Contains("x-audit-seq");
                try
                {
                    await response.Content.ReadAsByteArrayAsync();
                }
                catch (HttpRequestException) when (receipt)
                {
                    // its result could not be recorded: cut off before the end, which is what strict means
                }

                if (response.Headers.Contains("x-audit-gap"))
                {
                    Assert.Equal("failed_open", response.Headers.GetValues("x-sallyport-decision").Single());
                    Interlocked.Increment(ref _unrecorded);
                    continue;
                }

                if (receipt) Ids.Add(FaultGateway.IdOf(response));
                if (response.StatusCode is HttpStatusCode.OK) Interlocked.Increment(ref _passed);
                else if (response.StatusCode is HttpStatusCode.ServiceUnavailable) Interlocked.Increment(ref _refused);
                else Assert.Fail($"{(int)response.StatusCode}");
            }
        }
    }
}
