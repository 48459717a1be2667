using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Export;
using Sallyport.IntegrationTests.Limits;
using Sallyport.IntegrationTests.Storage;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Alerts;

/// <summary>From a client's requests to a mailbox, on both engines.</summary>
public sealed class BudgetAlertTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly ScratchDirectory _scratch = new();
    private readonly string _key = TestKey.Create();
    private FakeUpstream _upstream = null!;
    private WebhookReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_scratch.File("prices.json"), """{"version":"test","unit":"nano-USD per token","models":[{"provider":"openai","model":"m","input":0,"output":1000000}]}""");
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("hello", 10, 100)); // 0.10 USD
        _receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _upstream.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_mailbox_and_a_webhook_hear_once_of_each_share_that_concurrent_requests_reach_also_after_a_restart()
    {
        var authority = new TestAuthority();
        await File.WriteAllTextAsync(_scratch.File("ca.pem"), authority.AuthorityPem);
        await using var mail = await MailServer.StartAsync(new { mode = "starttls", key = authority.KeyPem, cert = authority.CertificatePem, user = "sally", password = "s3cret" });
        var channels = $$"""
                mail: { kind: email, internal: true, server: "127.0.0.1:{{mail.Port}}", ca_file: "{{_scratch.File("ca.pem")}}", user: sally, password: "${env:MAIL_PASSWORD}", from: a@example.com, to: [ ops@example.com ] }
            """;
        const string Budgets = "budgets: { all: { per: global, money: \"5.00 USD\", every: month } }";

        await using (var gateway = await StartAsync(Budgets, channels))
        {
            await SpendAsync(gateway, 30);
            Assert.Equal(50, await PercentAsync(mail));
            var standing = (await AdminAsync(gateway, "GET", "usage/budgets")).GetProperty("budgets")[0];
            Assert.Equal(("all", 3_000_000_000, 5_000_000_000, 60), (standing.GetProperty("budget").GetString(), standing.GetProperty("spent").GetInt64(), standing.GetProperty("limit").GetInt64(), standing.GetProperty("percent").GetInt64()));
        }

        await using (var gateway = await StartAsync(Budgets, channels))
        {
            await SpendAsync(gateway, 15);
            Assert.Equal(80, await PercentAsync(mail));
            await SpendAsync(gateway, 20); // five are admitted
            Assert.Equal(100, await PercentAsync(mail));
            await Until(async () => (await gateway.Services.GetRequiredService<IAlertStore>().ListAsync(10, default)).All(a => a.Deliveries.All(d => d.State is DeliveryState.Delivered)));
            var listed = (await AdminAsync(gateway, "GET", "alerts")).GetProperty("alerts").EnumerateArray().ToArray();
            Assert.Equal([100, 80, 50], listed.Select(a => a.GetProperty("facts").GetProperty("percent").GetInt32()));
            Assert.All(listed, a => Assert.All(a.GetProperty("deliveries").EnumerateArray(), d => Assert.Equal(("delivered", 1), (d.GetProperty("state").GetString(), d.GetProperty("attempts").GetInt32()))));
            await Task.Delay(TimeSpan.FromSeconds(3)); // time for what must not come
        }

        Assert.Equal(0, await mail.StopAsync());
        Assert.Equal([50, 80, 100], _receiver.Posts.Select(Percent));
        Assert.Equal(50, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Two_nodes_that_spend_one_budget_tell_of_each_share_once_between_them()
    {
        var database = (await postgres.ServerAsync()).UrlOf(await postgres.CreateDatabaseAsync());
        const string Budgets = "budgets: { all: { per: global, money: \"5.00 USD\", every: month } }";
        await using var one = await StartAsync(Budgets, "", "one", database);
        var keyFile = Path.GetFileName(Directory.GetFiles(Path.Combine(_scratch.Path, "one")).Single(f => f.EndsWith(".keyfile", StringComparison.Ordinal)));
        Directory.CreateDirectory(Path.Combine(_scratch.Path, "two"));
        File.Copy(Path.Combine(_scratch.Path, "one", keyFile), Path.Combine(_scratch.Path, "two", keyFile));
        await using var two = await StartAsync(Budgets, "", "two", database);

        await Task.WhenAll(SpendAsync(one, 25), SpendAsync(two, 25));
        await Until(() => Task.FromResult(_receiver.Posts.Any(p => Percent(p) == 100)));
        await Task.Delay(TimeSpan.FromSeconds(4)); // time for what must not come
        var told = _receiver.Posts.Select(Percent).ToArray();
        Assert.Equal(told.Distinct().Order(), told); // each once, and none after a higher one
        Assert.Equal(50, _upstream.Requests.Count);
        Assert.All(_receiver.Posts, p => Assert.Equal(1, _receiver.Posts.Count(o => Id(o) == Id(p))));
    }

    [Fact]
    public async Task A_channel_that_fails_gets_the_alert_later_and_holds_up_no_request()
    {
        var refusals = 1;
        _receiver.Answer = (_, response) => response.StatusCode = Interlocked.Decrement(ref refusals) >= 0 ? 503 : 204;
        await using var gateway = await StartAsync("budgets: { all: { per: global, money: \"1.00 USD\", every: month, alerts: [50] } }", "");
        await SpendAsync(gateway, 5);
        await Until(() => Task.FromResult(_receiver.Posts.Count == 2));
        Assert.Single(_receiver.Posts.Select(Id).Distinct());
    }

    [Fact]
    public async Task A_run_away_client_is_stopped_inside_its_cap_told_of_and_let_back_by_hand_only()
    {
        await using var gateway = await StartAsync("budgets: { leash: { per: key, money: \"1.00 USD\", every: month, on_exhausted: stop } }", "", contact: "ai-desk@example.com");
        var codes = new List<string>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!codes.Contains("stopped"))
        {
            late.Token.ThrowIfCancellationRequested();
            codes.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(gateway))));
        }

        Assert.Equal(10, _upstream.Requests.Count); // 10 at 0.10 on 1.00
        Assert.Equal(10, codes.Count(c => c == "ok"));
        Assert.All(codes, c => Assert.Contains(c, (string[])["ok", "budget_exhausted", "stopped"]));
        using var refused = await gateway.PostAsync("/v1/chat/completions", SpendRig.Body(), _key);
        Assert.Contains("ask ai-desk@example.com", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var ledger = gateway.Services.GetRequiredService<ILedgerStore>();
        await Until(async () => (await ledger.ReadAsync(0, 10_000, default)).Any(l => l.Entry.Action == "switch.set")); // it holds first and is recorded then
        var leaf = Assert.Single(await ledger.ReadAsync(0, 10_000, default), l => l.Entry.Action == "switch.set").Entry;
        Assert.Equal(("system", "budget: budget leash"), (leaf.Actor, leaf.Approval!.Reason));
        await Until(() => Task.FromResult(_receiver.Posts.Any(p => Kind(p) == "stop")));

        // A switch that somebody lifts stays lifted in this month; the budget itself still refuses.
        var target = (await AdminAsync(gateway, "GET", "stops")).GetProperty("stops")[0].GetProperty("target").GetString();
        await AdminAsync(gateway, "POST", "stops/lift", $$"""{"target":"{{target}}","note":"talked to them"}""");
        await Until(async () => await AskAsync(gateway) == "budget_exhausted");
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal("budget_exhausted", await AskAsync(gateway));
        await Until(() => Task.FromResult(_receiver.Posts.Any(p => Kind(p) == "stop_lifted")));
        Assert.Equal(10, _upstream.Requests.Count);
    }

    private Task<GatewayHost> StartAsync(string budgets, string channels, string node = "one", string? database = null, string contact = "ops") => GatewayHost.StartAsync(
        _upstream,
        $$"""
        upstreams:
          openai: { provider: openai, credential: "${env:OPENAI_API_KEY}", base_url: "@upstream@/v1" }
        prices: { file: "{{_scratch.File("prices.json")}}" }
        audit: { node: {{node}} }
        {{budgets}}
        alerts:
          contact: {{contact}}
          channels:
            hook: { kind: webhook, internal: true, url: "{{_receiver.Address}}", signing_key: "${env:MAIL_PASSWORD}" }
        {{channels}}
        """,
        [new("SALLYPORT_DATA_DIR", Path.Combine(_scratch.Path, node)), new("SALLYPORT_BOOTSTRAP_KEY", _key), new("MAIL_PASSWORD", "s3cret"), .. database is null ? Array.Empty<KeyValuePair<string, string>>() : [new("SALLYPORT_DATABASE_URL", database)]]);

    private Task SpendAsync(GatewayHost gateway, int times) => Task.WhenAll(Enumerable.Range(0, times).Select(_ => AskAsync(gateway)));

    private async Task<string> AskAsync(GatewayHost gateway)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", SpendRig.Body(), _key);
        var text = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode) return "ok";
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }

    private static async Task<JsonElement> AdminAsync(GatewayHost gateway, string method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(gateway.AdminUrl, "/admin/v1/" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "admin-token-of-the-tests");
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static async Task<int> PercentAsync(MailServer mail)
    {
        var text = (await mail.MailAsync()).GetProperty("text").GetString()!;
        var at = text.IndexOf("\"percent\":", StringComparison.Ordinal) + "\"percent\":".Length;
        return int.Parse(text.AsSpan(at, text.IndexOf(',', at) - at), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static int Percent(WebhookReceiver.Post post) => Root(post).GetProperty("facts").TryGetProperty("percent", out var percent) ? percent.GetInt32() : 0;

    private static string Id(WebhookReceiver.Post post) => Root(post).GetProperty("id").GetString()!;

    private static string Kind(WebhookReceiver.Post post) => Root(post).GetProperty("kind").GetString()!;

    private static JsonElement Root(WebhookReceiver.Post post)
    {
        using var json = JsonDocument.Parse(post.Body);
        return json.RootElement.Clone();
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds()) await Task.Delay(20, late.Token);
    }
}
