using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Audit;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Audit;

public sealed class AuditJsonTests
{
    private static AuditEntry Full => new()
    {
        Type = AuditEntryType.Result,
        ExchangeId = Guid.Parse("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
        At = new DateTimeOffset(2026, 3, 1, 13, 0, 0, 123, 456, TimeSpan.FromHours(1)),
        IntentSequence = 41,
        KeyId = "4fJq0ZxT1b",
        Environment = "production",
        Organization = "acme",
        Team = "support",
        User = "ada",
        Application = "helpdesk",
        Purpose = "answers",
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        ClientAddress = "10.0.0.1",
        Endpoint = Endpoint.BatchEmbedContents,
        ModelAsked = "größe \"x\"",
        ModelUsed = "gpt-x",
        Upstream = "openai-eu",
        Provider = "openai",
        Stream = true,
        Sensitivity = "internal",
        Decision = Decision.FailedOpen,
        Rejection = "upstream_broke",
        Findings = [new FindingCount("payment-card", "request", "monitor:block", 2), new FindingCount("email", "response", "flag", 1)],
        Unscanned = ["media"],
        Status = 502,
        UpstreamStatus = 200,
        Attempts = 2,
        InputTokens = 1,
        OutputTokens = 2,
        CachedInputTokens = 3,
        ReasoningTokens = 4,
        CostNanoUsd = 5_000_000_000,
        LatencyMicroseconds = 6,
        OverheadMicroseconds = 7,
        ConfigurationVersion = "a1b2c3d4e5f6",
        Action = "key.created",
        Target = "4fJq0ZxT1b",
        Actor = "admin",
        Changed = ["name", "scopes"],
    };

    [Fact]
    public void The_text_is_frozen() => Assert.Equal(
        """{"type":"result","exchange_id":"0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b","at":"2026-03-01T12:00:00.123456Z","intent_sequence":41,"key_id":"4fJq0ZxT1b","environment":"production","organization":"acme","team":"support","user":"ada","application":"helpdesk","purpose":"answers","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","client_address":"10.0.0.1","endpoint":"batch_embed_contents","model_asked":"größe \"x\"","model_used":"gpt-x","upstream":"openai-eu","provider":"openai","stream":true,"sensitivity":"internal","decision":"failed_open","rejection":"upstream_broke","findings":[{"detector":"payment-card","direction":"request","action":"monitor:block","count":2},{"detector":"email","direction":"response","action":"flag","count":1}],"unscanned":["media"],"status":502,"upstream_status":200,"attempts":2,"input_tokens":1,"output_tokens":2,"cached_input_tokens":3,"reasoning_tokens":4,"cost_nano_usd":5000000000,"latency_microseconds":6,"overhead_microseconds":7,"configuration_version":"a1b2c3d4e5f6","action":"key.created","target":"4fJq0ZxT1b","actor":"admin","changed":["name","scopes"]}""",
        Write(Full));

    [Fact]
    public void Every_member_survives_the_way_there_and_back()
    {
        var back = AuditJson.Read(Encoding.UTF8.GetBytes(Write(Full)));
        foreach (var member in typeof(AuditEntry).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A member that the sample leaves out would pass by accident.
            Assert.NotEqual(member.GetValue(new AuditEntry { Type = default, ExchangeId = default, At = default }), member.GetValue(Full));
            Assert.Equal(member.GetValue(Full), member.GetValue(back));
        }
    }

    [Fact]
    public void What_is_null_or_empty_is_left_out()
    {
        var entry = new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.Empty, At = DateTimeOffset.UnixEpoch };
        Assert.Equal("""{"type":"intent","exchange_id":"00000000-0000-0000-0000-000000000000","at":"1970-01-01T00:00:00Z"}""", Write(entry));
        var back = AuditJson.Read(Encoding.UTF8.GetBytes(Write(entry)));
        Assert.Empty(back.Findings);
        Assert.Empty(back.Unscanned);
    }

    [Theory]
    [InlineData("a\r\nb\u0000\u001b[31m")]
    [InlineData("\ud83d lone")]
    [InlineData("\u2028<script>")]
    public void Hostile_text_stays_one_line_of_valid_JSON(string text)
    {
        var json = Write(Full with { ModelAsked = text });
        Assert.DoesNotContain(json, char.IsControl);
        using var document = JsonDocument.Parse(json);
        Assert.StartsWith(text.StartsWith('\ud83d') ? "\ufffd" : text[..1], document.RootElement.GetProperty("model_asked").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_text_is_cut()
    {
        var back = AuditJson.Read(Encoding.UTF8.GetBytes(Write(Full with { ModelAsked = new string('m', 1_000_000) })));
        Assert.Equal(AuditJson.MaxTextLength, back.ModelAsked!.Length);
    }

    [Fact]
    public void Members_of_a_newer_version_are_skipped() =>
        Assert.Equal("x", AuditJson.Read("""{"type":"admin","exchange_id":"00000000-0000-0000-0000-000000000000","at":"1970-01-01T00:00:00Z","new_member":{"a":1},"action":"x"}"""u8).Action);

    [Fact]
    public void Stored_numbers_are_frozen()
    {
        Assert.Equal("Intent=1 Result=2 Interrupted=3 Admin=4", Numbers<AuditEntryType>());
        Assert.Equal("Allowed=1 Redacted=2 Blocked=3 Refused=4 Failed=5 FailedOpen=6", Numbers<Decision>());
    }

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(v => $"{v}={Convert.ToInt32(v)}"));

    private static string Write(AuditEntry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, AuditJson.WriterOptions);
        AuditJson.Write(json, entry);
        json.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
