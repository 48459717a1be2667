using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Leaves;
using Sallyport.Storage.Mirror;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>The log on two devices, each a file system of its own that a test fills or breaks.</summary>
public sealed class SecondDeviceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Both_devices_hold_the_same_leaves(int minSuccess)
    {
        using var other = new ScratchDirectory();
        await using var gateway = await FaultGateway.StartAsync(sections: Sections(other.Path, minSuccess));
        using (var load = new FullDiskTests.Load(gateway))
        {
            await load.Until(l => l.Passed >= 200, "requests pass");
            await load.StopAsync();
        }

        await gateway.Server.TerminateAsync(Limit);
        var leaves = await LogCheck.VerifyAsync(gateway.Folder);
        await gateway.RestartAsync(new Dictionary<string, string>()); // what closing wrote last is copied now
        await FaultGateway.Until(() => Copy(gateway, other.Path).Count >= leaves.Count, Limit, "the copy is whole");
        Assert.Equal(leaves.Select(Text), Copy(gateway, other.Path).Take(leaves.Count).Select(Text));
    }

    [Fact]
    public async Task With_two_required_a_full_second_device_refuses_and_with_space_it_goes_on()
    {
        using var disk = new SmallDisk(2 * 1024);
        await using var gateway = await FaultGateway.StartAsync(sections: Sections(disk.Path + "/log", 2));
        using var load = new FullDiskTests.Load(gateway);
        await load.Until(l => l.Passed >= 20, "requests pass");
        disk.Fill();
        await load.Until(l => l.Refused >= 20, "requests are refused");
        disk.Free();
        var before = load.Passed;
        await load.Until(l => l.Passed >= before + 20, "requests pass again");
        await load.StopAsync();
        await gateway.Server.TerminateAsync(Limit);
        var intents = FullDiskTests.Intents(await LogCheck.VerifyAsync(gateway.Folder));
        Assert.True(gateway.Upstream.Requests.Count <= intents.Count, $"{gateway.Upstream.Requests.Count} requests left, {intents.Count} were recorded");
        Assert.All(load.Ids, id => Assert.Contains(id, intents));
    }

    [Fact]
    public async Task With_one_required_a_full_second_device_stops_nobody_and_catches_up()
    {
        using var disk = new SmallDisk(8 * 1024);
        await using var gateway = await FaultGateway.StartAsync(sections: Sections(disk.Path + "/log", 1));
        using var load = new FullDiskTests.Load(gateway);
        await load.Until(l => l.Passed >= 20, "requests pass");
        disk.Fill();
        var before = load.Passed;
        await load.Until(l => l.Passed >= before + 100, "requests pass all the same");
        Assert.Equal(0, load.Refused);
        await load.StopAsync();
        disk.Free();
        var leaves = await gateway.RecordAsync();
        await FaultGateway.Until(() => Copy(gateway, disk.Path + "/log").Count >= leaves.Count, Limit, "the second device has caught up");
        Assert.Equal(leaves.Select(Text), Copy(gateway, disk.Path + "/log").Take(leaves.Count).Select(Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_database_is_full_the_second_device_takes_the_records_alone_and_the_database_is_filled_from_it(bool killed)
    {
        using var disk = new SmallDisk(4 * 1024);
        using var other = new ScratchDirectory();
        await using var gateway = await FaultGateway.StartAsync(sections: Sections(other.Path, 1, "mirror_only"), data: Path.Combine(disk.Path, "data"));
        using var load = new FullDiskTests.Load(gateway);
        await load.Until(l => l.Passed >= 20, "requests pass");
        disk.Fill();
        using (var admin = gateway.Server.CreateAdminClient())
            await FaultGateway.Until(async () => (await admin.GetStringAsync(new Uri("/admin/v1/status", UriKind.Relative))).Contains("\"mirror_only\":true", StringComparison.Ordinal), Limit, "the second device works alone");
        var before = load.Passed;
        await load.Until(l => l.Passed >= before + 100, "requests pass");
        Assert.Equal(HttpStatusCode.OK, await FullDiskTests.ReadyAsync(gateway));
        if (killed)
        {
            await load.StopAsync();
            await gateway.Server.KillAsync();
            disk.Free();
            await gateway.RestartAsync(new Dictionary<string, string>());
        }
        else
        {
            disk.Free();
            using var admin = gateway.Server.CreateAdminClient();
            await FaultGateway.Until(async () => (await admin.GetStringAsync(new Uri("/admin/v1/status", UriKind.Relative))).Contains("\"mirror_only\":false", StringComparison.Ordinal), Limit, "the database works again");
            await load.StopAsync();
        }

        await gateway.Server.TerminateAsync(Limit);
        var leaves = await LogCheck.VerifyAsync(gateway.Folder);
        var intents = FullDiskTests.Intents(leaves);
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Passed} passed, {load.Refused} refused, {leaves.Count} leaves");
        Assert.True(gateway.Upstream.Requests.Count <= intents.Count);
        Assert.All(load.Ids, id => Assert.Contains(id, intents));
    }

    [Fact]
    public async Task Two_devices_that_tell_different_stories_refuse_to_start()
    {
        using var other = new ScratchDirectory();
        await using var gateway = await FaultGateway.StartAsync(sections: Sections(other.Path, 2));
        await gateway.Server.TerminateAsync(Limit);
        var segment = Directory.EnumerateFiles(other.Path, "*.leaves").Single();
        var copy = Copy(gateway, other.Path);
        File.Delete(segment);
        var batch = new LeafBatch();
        batch.Start(0);
        foreach (var leaf in copy)
        {
            var json = System.Text.Encoding.UTF8.GetBytes(Text(leaf).Replace("\"type\":\"system\"", "\"type\":\"admin\"", StringComparison.Ordinal));
            var hash = new byte[LeafHash.Size];
            LeafHash.Compute(json, hash);
            batch.Add(json, hash, null);
        }

        using (var file = new MirrorFile(other.Path, Origin(gateway))) file.Append(batch);
        var (code, _, error) = await ServerProcess.RunToEndAsync(
            new ServerProcessOptions { DataDirectory = gateway.Folder, Configuration = FaultGateway.Configuration(gateway.Upstream.Address, sections: Sections(other.Path, 2)), Environment = new Dictionary<string, string> { ["FAULT_UPSTREAM_KEY"] = "x" } }, Limit);
        Assert.NotEqual(0, code);
        Assert.Contains("hold different leaves at place", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_crash_tore_off_the_end_of_a_segment_is_cut_and_the_rest_stays()
    {
        using var scratch = new ScratchDirectory();
        var batch = new LeafBatch();
        using (var file = new MirrorFile(scratch.Path, "test/log"))
        {
            batch.Start(0);
            for (var i = 0; i < 3; i++) Add(batch, i);
            file.Append(batch);
        }

        var segment = Directory.EnumerateFiles(scratch.Path).Single();
        var whole = new FileInfo(segment).Length;
        for (var cut = 1; cut < 40; cut += 7)
        {
            using (var stream = new FileStream(segment, FileMode.Open)) stream.SetLength(whole - cut);
            using var file = new MirrorFile(scratch.Path, "test/log");
            Assert.Equal(2, file.Next);
            batch.Start(2);
            Add(batch, 2);
            file.Append(batch);
            Assert.Equal(3, MirrorFile.Read(scratch.Path, "test/log", 0).Count());
            Assert.Null(file.Inspect());
        }

        Assert.Throws<InvalidDataException>(() => new MirrorFile(scratch.Path, "another/log"));

        static void Add(LeafBatch batch, int i)
        {
            var json = System.Text.Encoding.UTF8.GetBytes($$"""{"seq":{{i}}}""");
            var hash = new byte[LeafHash.Size];
            LeafHash.Compute(json, hash);
            batch.Add(json, hash, null);
        }
    }

    private static string Sections(string mirror, int minSuccess, string onFailure = "block_data_plane") =>
        $"audit: {{ on_failure: {onFailure}, disk: {{ ballast_bytes: 524288 }}, mirror: {{ path: \"{mirror}\", min_success: {minSuccess} }} }}";

    private static string Origin(FaultGateway gateway)
    {
        using var data = Sallyport.Storage.DataDirectory.OpenAsync(gateway.Folder, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None).GetAwaiter().GetResult();
        return data.Ledger.Origin;
    }

    private static List<StoredLeaf> Copy(FaultGateway gateway, string mirror) => [.. MirrorFile.Read(mirror, Origin(gateway), 0)];

    private static string Text(StoredLeaf leaf) => System.Text.Encoding.UTF8.GetString(leaf.Json.Span);
}
