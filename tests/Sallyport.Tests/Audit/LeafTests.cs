using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Leaves;
using Sallyport.Gateway.Forwarding;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Audit;

public sealed class LeafTests
{
    private static readonly byte[] Previous = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static AuditEntry Full => new()
    {
        Type = AuditEntryType.Admin,
        ExchangeId = Guid.Parse("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
        At = new DateTimeOffset(2026, 3, 1, 13, 0, 0, 123, 456, TimeSpan.FromHours(1)),
        IntentSequence = 41,
        KeyId = "4fJq0ZxT1b",
        Environment = "prod",
        Organization = "acme",
        Team = "support",
        Department = "4711",
        User = "ada",
        Application = "helpdesk",
        Purpose = "answers",
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        ClientAddress = "10.0.0.1",
        Subject = new SubjectKey("s_abcdefghijklmnop", new byte[32]),
        Endpoint = Endpoint.BatchEmbedContents,
        ModelAsked = "größe \"x\"",
        CheaperRule = "drafts",
        IsFromCache = true,
        ModelUsed = "gpt-x",
        Upstream = "openai-eu",
        Provider = "openai",
        Stream = true,
        Sensitivity = "internal",
        Decision = Decision.FailedOpen,
        Rejection = "upstream_broke",
        Findings = [new FindingCount("payment-card", "request", "redact", 2), new FindingCount("email", "response", "flag", 1)],
        Labels = ["legal"],
        PromptDigest = new byte[] { 1, 2, 3 },
        AnswerDigest = new byte[] { 4, 5, 6 },
        ContentDigest = new byte[] { 7, 8, 9 },
        Unscanned = ["media"],
        Status = 502,
        UpstreamStatus = 200,
        Attempts = 2,
        Tried = [new FailedAttempt("openai-us", null, 503), new FailedAttempt("local", "upstream_connect_failed", null)],
        InputTokens = 1,
        OutputTokens = 2,
        CachedInputTokens = 3,
        ReasoningTokens = 4,
        CostNanoUsd = 5_000_000_000,
        PriceVersion = "2026-08-21",
        LatencyMicroseconds = 6,
        OverheadMicroseconds = 7,
        ConfigurationVersion = "a1b2c3d4e5f6",
        ConfigurationBefore = "000000000000",
        Action = "key.created",
        Target = "4fJq0ZxT1b",
        TargetType = "key",
        TargetRange = (3, 9),
        TargetUntil = new DateTimeOffset(2026, 4, 1, 12, 0, 0, TimeSpan.Zero),
        Actor = "admin",
        Role = "operator",
        Approval = new AuditApproval(["ann", "bob"], "court order"),
        Gap = new AuditGap(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1), 12, "disk_full"),
        Changed = ["name", "scopes"],
        Charges = [new Charge("month#acme", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), LimitUnit.NanoUsd, 0, 12)],
    };

    [Fact]
    public void The_text_is_frozen() => Assert.Equal(
        """
        {"actor":{"app":"helpdesk","dept":"4711","env":"prod","id":"admin","key":"4fJq0ZxT1b","org":"acme","role":"operator","team":"support","type":"admin"},"appr":{"by":["ann","bob"],"reason":"court order"},"boot":"0a1b2c3d","cfg":{"after":"a1b2c3d4e5f6","before":"000000000000"},"data":{"answer_mac":"BAUG","class":"internal","content_mac":"BwgJ","labels":["legal"],"prompt_mac":"AQID","redactions":2,"unscanned":["media"]},"enc":[{"s":"s_abcdefghijklmnop"}],"gap":{"cause":"disk_full","count":12,"from":"1970-01-01T00:00:00.000000000Z","to":"1970-01-01T00:00:01.000000000Z"},"lim":[{"id":"month#acme","n":12,"unit":"nano_usd","win":1772323200}],"node":"gw-1","outcome":"success","pol":{"decision":"failed_open","rules":[{"act":"redact","det":"payment-card","dir":"request","n":2},{"act":"flag","det":"email","dir":"response","n":1}],"version":"a1b2c3d4e5f6"},"prev":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","req":{"attempts":2,"cached":true,"cheaper":"drafts","code":"upstream_broke","endpoint":"batch_embed_contents","id":"0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b","intent":41,"lat_us":6,"model_req":"größe \"x\"","model_used":"gpt-x","over_us":7,"provider":"openai","purpose":"answers","route":"openai-eu","status":502,"stream":true,"trace":"4bf92f3577b34da6a3ce929d0e0e4736","tried":[{"route":"openai-us","status":503},{"code":"upstream_connect_failed","route":"local"}],"up_status":200},"seq":7,"target":{"changed":["name","scopes"],"from":3,"id":"4fJq0ZxT1b","to":9,"type":"key","until":"2026-04-01T12:00:00.000000000Z"},"ts":"2026-03-01T12:00:00.123456000Z","type":"key.created","use":{"cached":3,"cost_nano_usd":5000000000,"in":1,"out":2,"price":"2026-08-21","reason":4}}
        """,
        Write(Full));

    [Fact]
    public void Every_member_survives_the_way_there_and_back()
    {
        var back = LeafReader.Read(Encoding.UTF8.GetBytes(Write(Full))).Entry;
        string[] sealedOrNot = [nameof(AuditEntry.User), nameof(AuditEntry.ClientAddress), nameof(AuditEntry.Subject)];
        foreach (var member in typeof(AuditEntry).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(m => !sealedOrNot.Contains(m.Name)))
        {
            // A member that the sample leaves out would pass by accident.
            Assert.NotEqual(member.GetValue(new AuditEntry { Type = default, ExchangeId = default, At = default }), member.GetValue(Full));
            Assert.Equivalent(member.GetValue(Full), member.GetValue(back), strict: true);
        }
    }

    [Fact]
    public void A_person_is_readable_with_the_subjects_key_and_with_nothing_else()
    {
        var subject = new SubjectKey("s_abcdefghijklmnop", RandomNumberGenerator.GetBytes(32));
        var entry = Full with { Subject = subject };
        var json = Write(entry, new PersonSealer("acme/log").Seal(entry, 7));
        Assert.DoesNotContain("ada", json, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.1", json, StringComparison.Ordinal);

        var leaf = LeafReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Equal("s_abcdefghijklmnop", leaf.Subject);
        Assert.Equal(new AuditPerson("ada", "10.0.0.1"), leaf.Person("acme/log", subject));
        Assert.Null(leaf.Person("other/log", subject));
        Assert.Null(leaf.Person("acme/log", new SubjectKey("s_abcdefghijklmnop", RandomNumberGenerator.GetBytes(32))));
        Assert.Null((leaf with { Sequence = 8 }).Person("acme/log", subject));
    }

    [Fact]
    public void No_two_leaves_of_a_subject_are_sealed_alike()
    {
        var sealer = new PersonSealer("acme/log");
        var texts = Enumerable.Range(0, 100).Select(i =>
        {
            var field = sealer.Seal(Full, i);
            return Convert.ToHexString(field.Nonce) + Convert.ToHexString(field.Text);
        });
        Assert.Distinct(texts);
    }

    [Fact]
    public void What_is_null_or_empty_is_left_out()
    {
        var entry = new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.Empty, At = DateTimeOffset.UnixEpoch };
        Assert.Equal("""{"actor":{"type":"anonymous"},"boot":"0a1b2c3d","node":"gw-1","outcome":"pending","prev":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","seq":7,"ts":"1970-01-01T00:00:00.000000000Z","type":"intent"}""", Write(entry));
        var back = LeafReader.Read(Encoding.UTF8.GetBytes(Write(entry))).Entry;
        Assert.Empty(back.Findings);
        Assert.Empty(back.Unscanned);
    }

    [Theory]
    [InlineData("a\r\nb\u0000\u001b[31m")]
    [InlineData("\ud83d lone")]
    [InlineData("\u2028<script>")]
    [InlineData("e\u0301 decomposed")]
    [InlineData("\"\\/")]
    public void Hostile_text_stays_canonical(string text)
    {
        var json = Write(Full with { ModelAsked = text });
        Assert.True(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(json), out var problem), problem);
        Assert.DoesNotContain(json, char.IsControl);
    }

    [Fact]
    public void Numbers_stay_within_what_every_reader_of_JSON_holds()
    {
        var json = Write(Full with { CostNanoUsd = long.MaxValue });
        Assert.True(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(json), out var problem), problem);
    }

    [Fact]
    public void Long_text_is_cut()
    {
        var back = LeafReader.Read(Encoding.UTF8.GetBytes(Write(Full with { ModelAsked = new string('m', 1_000_000) }))).Entry;
        Assert.Equal(512, back.ModelAsked!.Length);
    }

    [Fact]
    public void Members_of_a_newer_version_are_skipped() => Assert.Equal(
        "x.y",
        LeafReader.Read("""{"new":{"a":[1,{}]},"req":{"also":{"b":1},"id":"0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"},"seq":3,"ts":"1970-01-01T00:00:00.000000000Z","type":"x.y"}"""u8).Entry.Action);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"seq":1,"ts":"1970-01-01T00:00:00Z","type":"intent"}""")]
    [InlineData("""{"req":1,"seq":1,"ts":"1970-01-01T00:00:00.000000000Z","type":"intent"}""")]
    public void What_is_no_leaf_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => LeafReader.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_leaf_is_written_without_allocation_once_warm()
    {
        var writer = new LeafWriter("gw-1", "0a1b2c3d");
        var sealer = new PersonSealer("acme/log");
        var entry = Full with { ModelAsked = "gpt-x", Subject = new SubjectKey("s_abcdefghijklmnop", new byte[32]) };
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        var bytes = long.MaxValue;
        while (bytes > 0 && deadline.Elapsed < TimeSpan.FromMinutes(1))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) writer.Write(entry, i + 1, Previous, sealer.Seal(entry, i + 1));
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Stored_numbers_are_frozen()
    {
        Assert.Equal("Intent=1 Result=2 Interrupted=3 Admin=4 Genesis=5 Gap=6", Numbers<AuditEntryType>());
        Assert.Equal("Allowed=1 Redacted=2 Blocked=3 Refused=4 Failed=5 FailedOpen=6", Numbers<Decision>());
        Assert.Equal("Requests=1 Tokens=2 Bytes=3 NanoUsd=4", Numbers<LimitUnit>());
    }

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(v => $"{v}={Convert.ToInt32(v)}"));

    private static string Write(AuditEntry entry, SealedField person = default) => Encoding.UTF8.GetString(new LeafWriter("gw-1", "0a1b2c3d").Write(entry, 7, Previous, person));
}
