using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>Somebody with a shell changes the log under a running gateway.</summary>
public sealed class LogTamperTests
{
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("rm sallyport.db", "file_deleted")]
    [InlineData("rm sallyport.db-wal", "")] // whoever opens the database next makes a new one, so it may be found replaced, or the tail gone
    [InlineData("cp sallyport.db copy && mv copy sallyport.db", "file_replaced")]
    [InlineData("chmod a-w sallyport.db", "read_only")]
    [InlineData("truncate -s 0 sallyport.db-wal", "")]
    public async Task A_changed_file_is_noticed_within_5_s_and_nothing_passes_any_more(string command, string cause)
    {
        await using var gateway = await FaultGateway.StartAsync();
        gateway.LeavesLogSound = false;
        await AskAsync(gateway, HttpStatusCode.OK);
        SmallDisk.Shell($"cd {gateway.Folder} && {command}");
        await NoticedAsync(gateway, cause);
    }

    [Theory]
    [InlineData("DELETE FROM leaf WHERE seq = (SELECT max(seq) FROM leaf)", "rewound")]
    [InlineData("DELETE FROM leaf WHERE seq > 1", "rewound")]
    [InlineData("UPDATE leaf SET body = CAST(replace(CAST(body AS TEXT), '\"seq\"', '\"sqe\"') AS BLOB) WHERE seq = (SELECT max(seq) FROM leaf)", "changed")]
    public async Task A_rewound_or_changed_tail_is_noticed_within_5_s(string sql, string cause)
    {
        await using var gateway = await FaultGateway.StartAsync();
        gateway.LeavesLogSound = false;
        for (var i = 0; i < 3; i++) await AskAsync(gateway, HttpStatusCode.OK);
        using (var cheat = new SqliteConnection($"Data Source={Path.Combine(gateway.Folder, "sallyport.db")};Pooling=false"))
        {
            cheat.Open();
            using var command = cheat.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 5000; DROP TRIGGER leaf_is_only_ever_pruned; DROP TRIGGER leaf_is_never_deleted; " + sql;
            command.ExecuteNonQuery();
        }

        await NoticedAsync(gateway, cause);
    }

    [Fact]
    public async Task A_file_system_that_turns_read_only_is_noticed_within_5_s()
    {
        using var disk = new SmallDisk(32 * 1024);
        await using var gateway = await FaultGateway.StartAsync(sections: "audit: { disk: { ballast_bytes: 1048576 } }", data: Path.Combine(disk.Path, "data"));
        gateway.LeavesLogSound = false;
        await AskAsync(gateway, HttpStatusCode.OK);
        disk.MakeReadOnly();
        await NoticedAsync(gateway, "read_only");
    }

    private static async Task NoticedAsync(FaultGateway gateway, string cause)
    {
        var began = Stopwatch.GetTimestamp();
        await FaultGateway.Until(async () => await FullDiskTests.ReadyAsync(gateway) == HttpStatusCode.ServiceUnavailable, Notice, "noticed");
        TestContext.Current.TestOutputHelper?.WriteLine($"noticed after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms");
        var asked = gateway.Upstream.Requests.Count;
        await AskAsync(gateway, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(asked, gateway.Upstream.Requests.Count);
        await FaultGateway.Until(() => (gateway.Server.StandardOutput + gateway.Server.StandardError).Contains($"The record was changed under the gateway ({cause}", StringComparison.Ordinal), Notice, "the log says so");
        using var admin = gateway.Server.CreateAdminClient();
        Assert.Contains("sallyport_audit_condition 3", await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Contains($"\"cause\":\"{cause}", await admin.GetStringAsync(new Uri("/admin/v1/status", UriKind.Relative)), StringComparison.Ordinal);

        await Task.Delay(TimeSpan.FromSeconds(1.5)); // it must not heal by itself
        await AskAsync(gateway, HttpStatusCode.ServiceUnavailable);
    }

    private static async Task AskAsync(FaultGateway gateway, HttpStatusCode expected)
    {
        using var client = gateway.Client();
        using var request = Surface.All[0].Request(gateway.Key, "hello", false);
        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(expected, response.StatusCode);
        if (expected is HttpStatusCode.ServiceUnavailable) Assert.Equal("audit_unavailable", Surface.All[0].CodeOf(body));
    }
}
