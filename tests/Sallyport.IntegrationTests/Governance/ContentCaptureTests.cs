using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Governance;
using Sallyport.IntegrationTests.Faults;
using Sallyport.IntegrationTests.Storage;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Governance;

/// <summary>Texts are kept only where an operator has said so, masked and sealed, and read only by who may, with a reason, on record.</summary>
public sealed class ContentCaptureTests(SharedPostgres postgres)
{
    private const string Mail = "ana.lopez@example.com";

    private readonly string _asked = "Kn" + RandomNumberGenerator.GetHexString(20, lowercase: true), _answered = "Kn" + RandomNumberGenerator.GetHexString(20, lowercase: true);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Captured_texts_are_sealed_masked_and_open_to_an_auditor_with_a_reason_alone(string engine)
    {
        await using var gateway = await StartAsync(engine, "endpoints: [chat_completions]");
        var auditor = await gateway.AdminAsync("ada", AdminRole.Auditor);
        foreach (var stream in (bool[])[false, true])
        {
            var sequence = await AskAsync(gateway, stream);
            await UntilKeptAsync(gateway, stream ? 4 : 2);
            foreach (var token in (string[])[GovernedGateway.Bootstrap, await gateway.AdminAsync("olga" + stream, AdminRole.Owner), await gateway.AdminAsync("otto" + stream, AdminRole.Operator)])
                await gateway.SendAsync(token, "POST", $"/admin/v1/audit/content/{sequence}", """{"reason":"dispute 7"}""", HttpStatusCode.Forbidden);
            await gateway.SendAsync(auditor, "POST", $"/admin/v1/audit/content/{sequence}", "{}", HttpStatusCode.BadRequest);

            var view = await gateway.SendAsync(auditor, "POST", $"/admin/v1/audit/content/{sequence}", """{"reason":"dispute 7"}""");
            var (asked, answered) = (Text(view, "request"), Text(view, "answer"));
            Assert.Contains(_asked, asked, StringComparison.Ordinal);
            Assert.Contains(_answered, answered, StringComparison.Ordinal);
            Assert.DoesNotContain(Mail, asked + answered, StringComparison.Ordinal); // masked on its way out, and not restored here though it was for the client
            Assert.True(view.GetProperty("request").GetProperty("is_recorded").GetBoolean() && view.GetProperty("answer").GetProperty("is_recorded").GetBoolean());
        }

        var reads = await gateway.LeavesAsync("content.read");
        Assert.Equal(["dispute 7", "dispute 7"], reads.Select(r => r.Entry.Approval!.Reason));
        Assert.All(reads, r => Assert.Equal("ada", r.Entry.Actor));
        var loaded = (await gateway.LeavesAsync("configuration.loaded"))[^1].Entry;
        Assert.NotNull(loaded.TargetUntil);
        Assert.Equal("capture: a dispute (endpoint chat_completions, 100 %)", loaded.Approval!.Reason);
        Assert.Empty((await gateway.VerifyAsync()).Problems);
        await AssertNowhereAsync(gateway, engine);
    }

    [Fact]
    public async Task Without_a_policy_no_text_is_kept()
    {
        await using var gateway = await StartAsync("sqlite", null);
        var auditor = await gateway.AdminAsync("ada", AdminRole.Auditor);
        var sequence = await AskAsync(gateway, stream: false);
        await AskAsync(gateway, stream: true);
        await gateway.SendAsync(auditor, "POST", $"/admin/v1/audit/content/{sequence}", """{"reason":"dispute 7"}""", HttpStatusCode.NotFound);
        Assert.Equal((0L, 0L), Counts(gateway));
        Assert.Empty(await gateway.LeavesAsync("content.read"));
        await AssertNowhereAsync(gateway, "sqlite");
    }

    [Fact]
    public async Task An_exchange_that_the_policy_does_not_name_is_not_kept()
    {
        await using var gateway = await StartAsync("sqlite", "keys: [nobody]");
        await AskAsync(gateway, stream: false);
        Assert.Equal((0L, 0L), Counts(gateway));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task What_was_kept_of_an_erased_person_opens_for_nobody(string engine)
    {
        await using var gateway = await StartAsync(engine, "endpoints: [chat_completions]");
        var (auditor, owner) = (await gateway.AdminAsync("ada", AdminRole.Auditor), await gateway.AdminAsync("olga", AdminRole.Owner));
        var sequence = await AskAsync(gateway, stream: false);
        await UntilKeptAsync(gateway, 2);
        await gateway.SendAsync(owner, "POST", "/admin/v1/subjects/erase", JsonSerializer.Serialize(new { subject = "key:" + gateway.Host.Key.Split('_')[2] }));

        var view = await gateway.SendAsync(auditor, "POST", $"/admin/v1/audit/content/{sequence}", """{"reason":"dispute 7"}""");
        Assert.True(view.GetProperty("erased").GetBoolean());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (view.GetProperty("request").ValueKind, view.GetProperty("answer").ValueKind));
    }

    [Fact]
    public async Task What_cannot_be_kept_is_refused_where_it_is_required_and_counted_where_it_is_not()
    {
        foreach (var required in (bool[])[true, false])
        {
            await using var gateway = await StartAsync("sqlite", $"endpoints: [chat_completions], required: {(required ? "true" : "false")}");
            using var locked = new SqliteConnection($"Data Source={Path.Combine(gateway.DataDirectory, "content.db")};Pooling=False");
            locked.Open();
            using var command = locked.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();

            using var answer = await gateway.Host.PostAsync("/v1/chat/completions", Chat(stream: false));
            Assert.Equal(required ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(required ? 0 : 1, gateway.Upstream.Requests.Count);
            if (!required) await FaultGateway.Until(() => Counts(gateway).Lost > 0, TimeSpan.FromSeconds(30), "the loss is counted");
        }
    }

    [Fact]
    public async Task A_half_that_somebody_moved_or_changed_does_not_open()
    {
        await using var gateway = await StartAsync("sqlite", "endpoints: [chat_completions]");
        var auditor = await gateway.AdminAsync("ada", AdminRole.Auditor);
        var sequence = await AskAsync(gateway, stream: false);
        await UntilKeptAsync(gateway, 2);
        using (var thief = new SqliteConnection($"Data Source={Path.Combine(gateway.DataDirectory, "content.db")};Pooling=False"))
        {
            thief.Open();
            using var command = thief.CreateCommand();
            command.CommandText = "UPDATE content SET sealed = (SELECT sealed FROM content WHERE side = 2) WHERE side = 1";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var view = await gateway.SendAsync(auditor, "POST", $"/admin/v1/audit/content/{sequence}", """{"reason":"dispute 7"}""");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Object), (view.GetProperty("request").ValueKind, view.GetProperty("answer").ValueKind));
    }

    private static string Text(JsonElement view, string half) => string.Concat(view.GetProperty(half).GetProperty("texts").EnumerateArray().Select(t => t.GetProperty("text").GetString()));

    private static (long Kept, long Lost) Counts(GovernedGateway gateway) => gateway.Host.Services.GetRequiredService<ContentCapture>().Counts is var (_, kept, lost) ? (kept, lost) : default;

    private static Task UntilKeptAsync(GovernedGateway gateway, int halves) => FaultGateway.Until(() => Counts(gateway).Kept == halves, TimeSpan.FromSeconds(20), $"{halves} halves are kept");

    private async Task<GovernedGateway> StartAsync(string engine, string? match)
    {
        var until = TimeProvider.System.GetUtcNow().AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var gateway = await GovernedGateway.StartAsync(engine == "postgres" ? postgres : null, match is null ? "" : $"audit: {{ capture: {{ reason: a dispute, until: {until}, {match} }} }}\n");
        gateway.Upstream.Reply = async exchange =>
        {
            var sent = exchange.Request.Text;
            var placeholder = System.Text.RegularExpressions.Regex.Match(sent, @"\[EMAIL[A-Z0-9_]*\]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
            Assert.NotEmpty(placeholder);
            var words = JsonSerializer.Serialize($"{_answered} to {placeholder}");
            if (sent.Contains("\"stream\":true", StringComparison.Ordinal))
                await exchange.StreamAsync($"data: {{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{words}}}}}]}}\n\n" + "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n" + "data: [DONE]\n\n");
            else await exchange.JsonAsync($"{{\"id\":\"x\",\"object\":\"chat.completion\",\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":{words}}},\"finish_reason\":\"stop\"}}],\"usage\":{{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}}}");
        };
        return gateway;
    }

    private string Chat(bool stream) => JsonSerializer.Serialize(new { model = "gpt-4o", stream, messages = new[] { new { role = "user", content = $"{_asked} write to {Mail}" } } });

    /// <returns>The receipt. The client has its address back.</returns>
    private async Task<long> AskAsync(GovernedGateway gateway, bool stream)
    {
        using var answer = await gateway.Host.PostAsync("/v1/chat/completions", Chat(stream));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.OK, body);
        Assert.Contains(Mail, body, StringComparison.Ordinal);
        return long.Parse(answer.Headers.GetValues("x-audit-seq").Single(), CultureInfo.InvariantCulture);
    }

    /// <summary>No file of the installation and no row of the database holds a word in clear.</summary>
    private async Task AssertNowhereAsync(GovernedGateway gateway, string engine)
    {
        string[] words = [_asked, _answered, Mail];
        foreach (var file in Directory.GetFiles(gateway.DataDirectory, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("sallyport.lock", StringComparison.Ordinal))) // empty, and locked
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            foreach (var word in words) Assert.True(bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) < 0, $"{file} holds a canary");
        }

        if (engine != "postgres") return;
        var ledger = gateway.Host.Services.GetRequiredService<ILedgerStore>();
        var store = gateway.Host.Services.GetRequiredService<IContentStore>();
        var leaves = await ledger.ReadAsync(0, 10_000, default);
        var kept = new List<ReadOnlyMemory<byte>>();
        foreach (var id in leaves.Select(l => l.Read().Entry.ExchangeId).Distinct()) kept.AddRange((await store.FindAsync(id, default)).Select(p => p.Sealed));
        Assert.Equal(4, kept.Count);
        foreach (var word in words) Assert.DoesNotContain(leaves.Select(l => l.Json).Concat(kept), b => b.Span.IndexOf(Encoding.UTF8.GetBytes(word)) >= 0);
    }
}
