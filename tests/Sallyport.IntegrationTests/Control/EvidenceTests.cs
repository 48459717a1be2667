using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control;
using Sallyport.Control.Identity;
using Sallyport.Gateway;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;
using Sallyport.Providers;
using Sallyport.Server.Verbs;
using Sallyport.Storage;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.IntegrationTests.Control;

/// <summary>Usage, scope of exposure and the four questions: over HTTP and on the command line, from a real log.</summary>
public sealed class EvidenceTests : IAsyncLifetime
{
    private const string Token = "the-admin-token-of-this-test-run";
    private const long RequestsOfKey = (30 * 24 / 2) + 42;

    private readonly ScratchDirectory _scratch = new();
    private readonly DateTimeOffset _incident = Hour(TimeProvider.System.GetUtcNow()).AddHours(-3);
    private DataDirectory _data = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private string _key = null!;

    public async ValueTask InitializeAsync()
    {
        _data = await DataDirectory.OpenAsync(_scratch.Path, TimeProvider.System, NullLoggerFactory.Instance, default);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddStorage(_data, TimeSpan.FromSeconds(10)).AddGateway().AddControl();
        using var file = new ConfigurationFile("");
        builder.Services.AddSingleton(new SnapshotSource(file.Compile().Compiled!.Snapshot)).AddSingleton(new GatewayMetrics($"test.evidence{Guid.CreateVersion7()}")).AddSingleton<Readiness>();
        builder.Services.AddSingleton(new ServerSettings(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0), new StorageSettings(_scratch.Path), null, LogLevel.Information, TimeSpan.FromSeconds(10), ReadModelRetention.Default));
        _app = builder.Build();
        _app.MapControl();
        await _app.Services.GetRequiredService<AdminTokens>().EnsureAsync(Token, default);
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);

        _key = (await SendAsync("POST", "/admin/v1/keys", """{"name":"helpdesk","organization":"acme","team":"support","user":"ada"}""", HttpStatusCode.Created)).GetProperty("key").GetProperty("id").GetString()!;
        await FillAsync();
        await _app.Services.GetRequiredService<Checkpointer>().CheckpointAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _data.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Usage_is_grouped_and_filtered_as_asked()
    {
        var all = await GetAsync($"/admin/v1/usage?group_by=key,model&from={Text(_incident.AddDays(-40))}");
        Assert.Equal(RequestsOfKey + 5, all.GetProperty("total").GetProperty("requests").GetInt64());
        Assert.Equal(all.GetProperty("leaves").GetInt64(), all.GetProperty("folded_leaves").GetInt64());
        var big = Assert.Single(all.GetProperty("rows").EnumerateArray(), r => r.GetProperty("group").GetProperty("model").GetString() == "gpt-big");
        Assert.Equal((40L, 40L, 400_000L, 8_000_000L), (Sum(big, "requests"), Sum(big, "sent"), Sum(big, "input_tokens"), Sum(big, "cost_nano_usd")));

        var blocked = await GetAsync($"/admin/v1/usage?group_by=hour&decision=blocked&from={Text(_incident)}");
        Assert.Equal((2L, 2L, 0L), (Total(blocked, "requests"), Total(blocked, "blocked"), Total(blocked, "sent")));
        Assert.Equal(Text(_incident)[..13] + ":00Z", Assert.Single(blocked.GetProperty("rows").EnumerateArray()).GetProperty("group").GetProperty("hour").GetString());
        Assert.Equal("hour", blocked.GetProperty("grain").GetString());

        await GetAsync("/admin/v1/usage?group_by=colour", HttpStatusCode.BadRequest);
        await GetAsync("/admin/v1/usage?group_by=model&modle=x", HttpStatusCode.BadRequest);
        await GetAsync($"/admin/v1/usage?group_by=hour&from={Text(_incident.AddDays(-60))}", HttpStatusCode.BadRequest); // not kept so long
    }

    [Fact]
    public async Task Asking_for_single_people_is_recorded_and_sums_are_not()
    {
        await GetAsync("/admin/v1/usage?group_by=model");
        Assert.Empty(await ActionsAsync("usage.read"));
        var people = await GetAsync("/admin/v1/usage?group_by=subject");
        Assert.Single(await ActionsAsync("usage.read"));
        Assert.DoesNotContain("ada", people.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exposure_of_a_key_says_what_left_whose_it_was_and_how_sure_that_is()
    {
        var view = await GetAsync($"/admin/v1/audit/exposure?key={_key}&limit=3&proofs=2");
        var requests = view.GetProperty("requests");
        Assert.Equal((RequestsOfKey, RequestsOfKey - 2, 2L, 2L), (requests.GetProperty("total").GetInt64(), requests.GetProperty("sent").GetInt64(), requests.GetProperty("blocked").GetInt64(), requests.GetProperty("blocked_unsent").GetInt64()));
        Assert.Equal(_incident, requests.GetProperty("last_seen").GetDateTimeOffset());

        Assert.Equal(await _data.Subjects.ReferenceOfAsync("user:acme/ada", default), Assert.Single(view.GetProperty("people").EnumerateArray()).GetProperty("subject").GetString());
        Assert.Equal("other", Assert.Single(view.GetProperty("other_keys").EnumerateArray()).GetProperty("key").GetString());
        Assert.Equal(["openai-eu", "openai-eu"], view.GetProperty("destinations").EnumerateArray().Select(d => d.GetProperty("upstream").GetString()));
        Assert.Equal("OpenAI API", view.GetProperty("destinations")[0].GetProperty("terms").GetProperty("name").GetString());
        var found = Assert.Single(view.GetProperty("data").GetProperty("findings").EnumerateArray());
        Assert.Equal(("iban", "block", 2L), (found.GetProperty("detector").GetString(), found.GetProperty("action").GetString(), found.GetProperty("count").GetInt64()));

        var listed = view.GetProperty("list").EnumerateArray().Select(r => r.GetProperty("sequence").GetInt64()).ToList();
        Assert.Equal(3, listed.Count);
        Assert.Equal(listed.OrderDescending(), listed);
        Assert.Equal(2, Verified(view.GetProperty("proofs")));

        var certainty = view.GetProperty("certainty");
        Assert.True(certainty.GetProperty("is_complete").GetBoolean());
        await _data.Audit.AppendAsync(new AuditEntry { Type = AuditEntryType.Gap, ExchangeId = Guid.Empty, At = _incident, Gap = new AuditGap(_incident, _incident, 7, "disk_full") }, default);
        certainty = (await GetAsync($"/admin/v1/audit/exposure?key={_key}")).GetProperty("certainty");
        Assert.Equal((7L, false), (certainty.GetProperty("unrecorded").GetInt64(), certainty.GetProperty("is_complete").GetBoolean()));
        Assert.Equal(2, (await ActionsAsync("audit.reported")).Count);
    }

    [Theory]
    [InlineData("model=gpt-big", 40)]
    [InlineData("provider=openai&model=gpt-small", 4)]
    [InlineData("upstream=nowhere", 0)]
    [InlineData("policy=v2", 45)]
    [InlineData("user=acme/ada&model=gpt-small", 4)]
    public async Task Exposure_of_anything_else_counts_what_it_names(string query, int expected) =>
        Assert.Equal(expected, (await GetAsync("/admin/v1/audit/exposure?" + query)).GetProperty("requests").GetProperty("total").GetInt64());

    [Fact]
    public async Task A_question_without_a_scope_or_about_nobody_is_refused()
    {
        await GetAsync("/admin/v1/audit/exposure", HttpStatusCode.BadRequest);
        Assert.Equal("subject_not_found", (await GetAsync("/admin/v1/audit/exposure?user=acme/nobody", HttpStatusCode.NotFound)).GetProperty("code").GetString());
        Assert.Equal("key_not_found", (await GetAsync("/admin/v1/audit/report?key=nokey", HttpStatusCode.NotFound)).GetProperty("code").GetString());
        await GetAsync("/admin/v1/audit/report", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_report_answers_the_four_questions()
    {
        await SendAsync("PATCH", $"/admin/v1/keys/{_key}", """{"purpose":"answers"}""");
        var report = await GetAsync($"/admin/v1/audit/report?key={_key}&from={Text(_incident.AddHours(-1))}&proofs=1000");

        var changes = report.GetProperty("access").GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal([("key.created", "bootstrap", ""), ("key.updated", "bootstrap", "purpose")], changes.Select(c => (c.GetProperty("action").GetString(), c.GetProperty("actor").GetString(), string.Join(' ', c.GetProperty("changed").EnumerateArray()))));
        Assert.All(changes, c => Assert.StartsWith("s_", c.GetProperty("subject").GetString(), StringComparison.Ordinal));

        Assert.Equal((40L, 400_000L), (report.GetProperty("volume").GetProperty("requests").GetInt64(), report.GetProperty("volume").GetProperty("input_tokens").GetInt64()));
        Assert.Equal("confidential", Assert.Single(report.GetProperty("volume").GetProperty("by_sensitivity").EnumerateArray()).GetProperty("name").GetString());

        var anomalies = report.GetProperty("anomalies");
        Assert.Contains(anomalies.GetProperty("spikes").EnumerateArray(), s => s.GetProperty("measure").GetString() == "requests" && s.GetProperty("hour").GetDateTimeOffset() == _incident && s.GetProperty("value").GetInt64() == 42);
        Assert.Contains(anomalies.GetProperty("firsts").EnumerateArray(), f => (f.GetProperty("kind").GetString(), f.GetProperty("value").GetString()) == ("model", "gpt-big"));
        Assert.DoesNotContain(anomalies.GetProperty("firsts").EnumerateArray(), f => f.GetProperty("kind").GetString() == "upstream");

        var enforcement = report.GetProperty("enforcement");
        Assert.Equal(("v2", 42L, 0L, true), (Assert.Single(enforcement.GetProperty("versions").EnumerateArray()).GetProperty("name").GetString(), enforcement.GetProperty("counts").GetProperty("total").GetInt64(), enforcement.GetProperty("without_version").GetInt64(), enforcement.GetProperty("proofs_are_all").GetBoolean()));
        Assert.Equal(42, Verified(enforcement.GetProperty("proofs")));
        Assert.DoesNotContain("ada", report.GetProperty("access").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_opens_names_when_asked_to_until_they_are_erased()
    {
        var (code, output, error) = await RunAsync("audit", "report", "--key", _key, "--json");
        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain("\"person\": \"ada\"", output, StringComparison.Ordinal);

        Assert.Contains("\"person\": \"ada\"", (await RunAsync("audit", "report", "--key", _key, "--json", "--personal")).Output, StringComparison.Ordinal);
        Assert.Single(await ActionsAsync("audit.personal_read"));
        Assert.NotNull(await _data.Subjects.EraseAsync("user:acme/ada", default));
        var (_, text, _) = await RunAsync("audit", "report", "--key", _key, "--personal");
        Assert.Contains("[erased]", text, StringComparison.Ordinal);
        Assert.Contains("4. Was the policy enforced?", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proofs_on_disk_are_checked_with_nothing_but_the_log_s_key()
    {
        var folder = _scratch.File("proofs");
        var (code, output, _) = await RunAsync("audit", "exposure", "--key", _key, "--proofs", folder);
        Assert.Equal(0, code);
        Assert.Contains("What left, and to where", output, StringComparison.Ordinal);
        var files = Directory.GetFiles(folder, "*.tlog-proof");
        Assert.Equal(RequestsOfKey, files.Length);
        var leaf = await File.ReadAllTextAsync(Path.ChangeExtension(files[0], ".json"));
        Assert.True(Verify(await File.ReadAllTextAsync(files[0]), leaf));
        Assert.False(Verify(await File.ReadAllTextAsync(files[0]), leaf.Replace("acme", "acmf", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Usage_on_the_command_line_is_a_table_or_values_or_json()
    {
        var from = Text(_incident.AddDays(-40));
        Assert.Contains("gpt-big", (await RunAsync("usage", "--by", "model", "--from", from)).Output, StringComparison.Ordinal);
        var lines = (await RunAsync("usage", "--by", "model", "--from", from, "--csv")).Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("model,requests,sent,blocked,input,output,cached,reasoning,usd,unpriced,redactions", lines[0]);
        Assert.Contains("gpt-big,40,40,0,400000,800,0,0,0.0080,0,0", lines);
        using var json = JsonDocument.Parse((await RunAsync("usage", "--by", "model", "--from", from, "--json")).Output);
        Assert.Equal(RequestsOfKey + 5, json.RootElement.GetProperty("total").GetProperty("requests").GetInt64());
        Assert.Equal(1, (await RunAsync("usage", "--by", "colour")).Code);
    }

    [Fact]
    public async Task Rebuilding_gives_the_same_figures()
    {
        var before = (await RunAsync("usage", "--by", "model", "--csv", "--from", Text(_incident.AddDays(-40)))).Output;
        Assert.Equal(0, (await RunAsync("audit", "rebuild-usage")).Code);
        Assert.Equal(before, (await RunAsync("usage", "--by", "model", "--csv", "--from", Text(_incident.AddDays(-40)))).Output);
    }


    /// <summary>A request every other hour for thirty days; then, at the incident, forty with another model and two that were blocked; and five of the same person by another key.</summary>
    private async Task FillAsync()
    {
        var ada = await _data.Subjects.GetAsync(Subjects.User("acme", "ada"), default);
        var appends = new List<Task>();
        for (var hours = 30 * 24; hours > 0; hours -= 2) appends.Add(SentAsync(Request(_incident.AddHours(-hours), ada)));
        await Task.WhenAll(appends);
        for (var i = 0; i < 40; i++)
            await SentAsync(Request(_incident, ada) with { ModelAsked = "gpt-big", ModelUsed = "gpt-big", Sensitivity = "confidential", InputTokens = 10_000, CostNanoUsd = 200_000, ConfigurationVersion = "v2" });
        for (var i = 0; i < 2; i++)
            await _data.Audit.AppendAsync(Request(_incident, ada) with { Type = AuditEntryType.Result, User = "ada", Decision = Decision.Blocked, Rejection = "guardrail_blocked", Upstream = null, Provider = null, ModelUsed = null, InputTokens = null, OutputTokens = null, CostNanoUsd = null, Findings = [new FindingCount("iban", "request", "block", 1)], ConfigurationVersion = "v2" }, default);
        for (var i = 0; i < 5; i++)
            await SentAsync(Request(_incident.AddDays(-1), ada) with { KeyId = "other", ModelUsed = i < 4 ? "gpt-small" : "gpt-odd", ConfigurationVersion = i < 3 ? "v2" : "v1" });
    }

    private async Task SentAsync(AuditEntry entry)
    {
        var sequence = await _data.Audit.AppendAsync(entry with { Type = AuditEntryType.Intent, User = "ada", ClientAddress = "10.0.0.1", ModelUsed = null, Decision = null, InputTokens = null, OutputTokens = null, CostNanoUsd = null }, default);
        await _data.Audit.AppendAsync(entry with { IntentSequence = sequence }, default);
    }

    private AuditEntry Request(DateTimeOffset at, SubjectKey subject) => new()
    {
        Type = AuditEntryType.Result,
        ExchangeId = Guid.CreateVersion7(at),
        At = at,
        KeyId = _key,
        Environment = "prod",
        Organization = "acme",
        Team = "support",
        Subject = subject,
        Endpoint = Endpoint.ChatCompletions,
        ModelAsked = "gpt-x",
        ModelUsed = "gpt-x",
        Upstream = "openai-eu",
        Provider = "openai",
        Sensitivity = "internal",
        Decision = Decision.Allowed,
        Status = 200,
        InputTokens = 100,
        OutputTokens = 20,
        CostNanoUsd = 1_000,
        ConfigurationVersion = "v1",
    };

    private int Verified(JsonElement proofs) => proofs.EnumerateArray().Count(p => Verify(p.GetProperty("proof").GetString()!, p.GetProperty("leaf").GetString()!));

    private bool Verify(string proof, string leaf)
    {
        var hash = new byte[LeafHash.Size];
        LeafHash.Compute(Encoding.UTF8.GetBytes(leaf), hash);
        return TlogProof.TryParse(proof, out var parsed) && parsed.Verify(hash, new CheckpointPolicy([NoteVerifier.Parse(_data.Signer.VerifierKey)], [], 0), out _);
    }

    private async Task<IReadOnlyList<StoredLeaf>> ActionsAsync(string action) => [.. (await _data.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Admin, Limit: 10_000), default)).Where(l => l.Entry.Action == action)];

    private Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync("GET", path, null, expected);

    private async Task<JsonElement> SendAsync(string method, string path, string? body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var root = new RootCommand { AuditVerb.Create(), UsageVerb.Create() };
        var code = await root.Parse([.. arguments, "--data", _scratch.Path]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private static long Sum(JsonElement row, string name) => row.GetProperty("sum").GetProperty(name).GetInt64();

    private static long Total(JsonElement view, string name) => view.GetProperty("total").GetProperty(name).GetInt64();

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Hour(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerHour));
}
