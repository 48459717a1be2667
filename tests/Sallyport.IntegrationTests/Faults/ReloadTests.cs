using System.Globalization;
using System.Text.RegularExpressions;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>The configuration changes under load, for better and for worse.</summary>
public sealed partial class ReloadTests
{
    private const int Reloads = 200, Clients = 6;

    [Fact]
    public async Task Two_hundred_reloads_fail_no_request_and_bad_ones_are_refused_whole_and_said_so()
    {
        await using var gateway = await FaultGateway.StartAsync();
        using var client = gateway.Client();
        using var admin = gateway.Server.CreateAdminClient();
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var load = Enumerable.Range(0, Clients).Select(i => Task.Run(async () =>
        {
            var surface = Surface.All[i % Surface.All.Count];
            while (!stop.IsCancellationRequested)
            {
                using var response = await client.SendAsync(surface.Request(gateway.Key, "my mail is ana@example.com", stream: i % 2 == 0));
                Assert.Equal((200, ""), ((int)response.StatusCode, response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync()));
                Interlocked.Increment(ref asked);
            }
        })).ToArray();

        var good = FaultGateway.Configuration(gateway.Upstream.Address);
        string[] bad = [good + "\nlissten: {}", good.Replace("action: block", "action: bolck", StringComparison.Ordinal), "upstreams: [", good.Replace("${env:FAULT_UPSTREAM_KEY}", "${env:NOT_THERE_AT_ALL}", StringComparison.Ordinal), ""];
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < Reloads; i++)
        {
            var isBad = i % 3 == 1;
            var text = isBad ? bad[i / 3 % (bad.Length - 1)] : good.Replace("nightjar ]", $"nightjar, term{i.ToString(CultureInfo.InvariantCulture)} ]", StringComparison.Ordinal);
            var before = await CountsAsync(admin);
            await File.WriteAllTextAsync(gateway.Server.ConfigurationFile!, text);
            gateway.Server.Hangup();
            await FaultGateway.Until(async () => (await CountsAsync(admin)) != before, TimeSpan.FromSeconds(10), $"reload {i} is counted");
            var (ok, no) = await CountsAsync(admin);
            if (isBad) Assert.True(no > before.Refused, $"reload {i} was taken");
            else Assert.True(ok > before.Accepted, $"reload {i} was refused");
            _ = isBad ? refused++ : accepted++;
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        TestContext.Current.TestOutputHelper?.WriteLine($"{accepted} good and {refused} bad reloads beside {asked} requests");
        Assert.True(asked > Reloads);
        var log = gateway.Server.StandardError;
        Assert.Contains("Reload refused", log, StringComparison.Ordinal);
        Assert.Contains("lissten", log, StringComparison.Ordinal);
        Assert.Contains("bolck", log, StringComparison.Ordinal);
        Assert.Contains("NOT_THERE_AT_ALL", log, StringComparison.Ordinal);

        // The last good file is in force: its own word is blocked.
        var last = Enumerable.Range(0, Reloads).Last(i => i % 3 != 1);
        using var blocked = await client.SendAsync(Surface.All[0].Request(gateway.Key, $"say term{last}", stream: false));
        Assert.Equal("guardrail_blocked", Surface.All[0].CodeOf(await blocked.Content.ReadAsStringAsync()));
    }

    private static async Task<(int Accepted, int Refused)> CountsAsync(HttpClient admin)
    {
        var text = await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return (Count(text, "ok"), Count(text, "refused"));
    }

    private static int Count(string metrics, string result) =>
        Reloaded().Matches(metrics).Where(m => m.Groups[1].Value == result).Select(m => (int)double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)).FirstOrDefault();

    [GeneratedRegex("""sallyport_config_reloads[a-z_]*\{[^}]*result="([a-z]+)"[^}]*\} ([0-9.e+]+)""")]
    private static partial Regex Reloaded();
}
