using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Providers;
using Sallyport.Storage.Memory;
using Xunit;

namespace Sallyport.Tests.Audit.ReadModels;

public sealed class LeafFolderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SubjectKey Ada = new("s_adaadaadaadaadaa", new byte[32]);

    private readonly MemoryLedger _log = new();

    [Fact]
    public async Task A_result_says_whose_data_it_was_even_if_only_its_intent_does()
    {
        await ExchangeAsync();
        var fact = Assert.Single((await FoldAsync(new LeafFolder(_log), 0)).Exchanges);
        Assert.Equal((2, "s_adaadaadaadaadaa", "k", true), (fact.Sequence, fact.Party.Subject, fact.Party.KeyId, fact.Passage.Left));
        Assert.Equal(("gpt-x", "openai-eu", "", "allowed", 10L, 20L, 300L), (fact.Passage.Model, fact.Passage.Upstream, fact.Passage.FirstUpstream, fact.Passage.Decision, fact.InputTokens, fact.OutputTokens, fact.CostNanoUsd!.Value));
    }

    [Fact]
    public async Task It_still_does_when_folding_began_between_the_two()
    {
        await ExchangeAsync();
        var fact = Assert.Single((await FoldAsync(new LeafFolder(_log), 2)).Exchanges);
        Assert.Equal("s_adaadaadaadaadaa", fact.Party.Subject);
    }

    [Fact]
    public async Task An_upstream_that_was_to_answer_and_did_not_is_kept_as_the_first()
    {
        await ExchangeAsync(result => result with { Upstream = "openai-us" });
        var passage = Assert.Single((await FoldAsync(new LeafFolder(_log), 0)).Exchanges).Passage;
        Assert.Equal(("openai-us", "openai-eu"), (passage.Upstream, passage.FirstUpstream));
    }

    [Fact]
    public async Task A_model_that_a_refused_client_made_up_is_no_model()
    {
        await _log.AppendAsync(Intent() with { Type = AuditEntryType.Result, Decision = Decision.Refused, Rejection = "model_not_allowed", ModelAsked = "made-up" }, default);
        var fact = Assert.Single((await FoldAsync(new LeafFolder(_log), 0)).Exchanges);
        Assert.Equal(("", false, "refused", "model_not_allowed"), (fact.Passage.Model, fact.Passage.Left, fact.Passage.Decision, fact.Passage.Code));
    }

    [Fact]
    public async Task An_interrupted_exchange_left_and_counts_once()
    {
        var sequence = await _log.AppendAsync(Intent(), default);
        await _log.AppendAsync(Intent() with { Type = AuditEntryType.Interrupted, IntentSequence = sequence, Decision = Decision.Failed }, default);
        var fact = Assert.Single((await FoldAsync(new LeafFolder(_log), 0)).Exchanges);
        Assert.True(fact.Passage is { Interrupted: true, Left: true, Decision: "failed" });
    }

    [Fact]
    public async Task Findings_and_redactions_are_counted_in_one_spelling_whatever_their_order()
    {
        FindingCount[] findings = [new("link", "response", "flag", 1), new("email", "request", "redact", 2), new("iban", "request", "pseudonymize", 3)];
        await ExchangeAsync(result => result with { Findings = findings });
        await ExchangeAsync(result => result with { Findings = [.. findings.Reverse()] });
        var facts = (await FoldAsync(new LeafFolder(_log), 0)).Exchanges;
        Assert.Equal("email request redact 2\niban request pseudonymize 3\nlink response flag 1", facts[0].Findings);
        Assert.Equal((facts[0].Findings, 5), (facts[1].Findings, facts[1].Redactions));
    }

    [Fact]
    public async Task What_is_no_exchange_becomes_an_event()
    {
        await _log.AppendAsync(new AuditEntry { Type = AuditEntryType.Admin, ExchangeId = Guid.CreateVersion7(), At = Noon, Action = "key.created", Target = "k", TargetType = "key", Actor = "ann" }, default);
        await _log.AppendAsync(new AuditEntry { Type = AuditEntryType.Gap, ExchangeId = Guid.Empty, At = Noon, Gap = new AuditGap(Noon, Noon, 17, "disk_full") }, default);
        var events = (await FoldAsync(new LeafFolder(_log), 0)).Events;
        Assert.Equal([("genesis", "test/log+00000000+AA==", 0L), ("key.created", "k", 0), ("gap", "", 17)], events.Select(e => (e.Action, e.Target, e.Amount)));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_is_told_once_and_small_steps_are_not()
    {
        foreach (var seconds in (int[])[100, 95, 20, 21, 22]) await ExchangeAsync(result => result with { At = Noon.AddSeconds(seconds) });
        var step = Assert.Single((await FoldAsync(new LeafFolder(_log), 0)).Events, e => e.Action == LogEvent.ClockBack);
        Assert.Equal(("test", 80_000L), (step.Target, step.Amount));
    }

    [Fact]
    public async Task Leaves_that_retention_took_are_counted_as_missing()
    {
        await ExchangeAsync();
        var leaves = await _log.ReadAsync(0, 100, default);
        var batch = await new LeafFolder(_log).FoldAsync([leaves[0], leaves[1] with { Json = default }, leaves[2] with { Json = default }], default);
        Assert.Equal((0, 3), (batch.From, batch.To));
        Assert.Empty(batch.Exchanges);
        Assert.Equal(2, Assert.Single(batch.Events, e => e.Action == LogEvent.Missing).Amount);
    }

    [Fact]
    public async Task However_the_log_is_cut_into_batches_the_facts_are_the_same()
    {
        for (var i = 0; i < 40; i++) await ExchangeAsync(result => result with { InputTokens = i, Upstream = i % 3 == 0 ? "openai-us" : "openai-eu" });
        var whole = (await FoldAsync(new LeafFolder(_log), 0)).Exchanges;
        Assert.Equal(40, whole.Count);
        foreach (var size in (int[])[1, 2, 3, 7])
        {
            var (folder, facts) = (new LeafFolder(_log), new List<ExchangeFact>());
            for (var at = 0L; at < 81; at += size) facts.AddRange((await folder.FoldAsync(await _log.ReadAsync(at, size, default), default)).Exchanges);
            Assert.Equal(whole, facts);
        }
    }

    [Theory]
    [InlineData("\"type\":\"intent\"")]
    [InlineData("{\"type\":\"intent\"}")]
    public async Task A_text_that_looks_like_an_intent_is_none(string purpose)
    {
        await ExchangeAsync(result => result with { Purpose = purpose, ModelUsed = purpose });
        var fact = Assert.Single((await FoldAsync(new LeafFolder(_log), 0)).Exchanges);
        Assert.Equal(purpose, fact.Passage.Purpose);
    }

    [Fact]
    public async Task Entries_just_written_give_the_same_facts_as_their_leaves()
    {
        string[] models = ["gpt-x", "modèle-e\u0301", new string('m', 600), "\ud800"];
        for (var i = 0; i < 24; i++)
        {
            await ExchangeAsync(result => result with
            {
                ModelUsed = models[i % 4],
                Team = i % 3 == 0 ? "Größe" : "search",
                Upstream = i % 5 == 0 ? "openai-us" : "openai-eu",
                Findings = i % 2 == 0 ? [new("email", "request", "redact", i + 1)] : [],
                AnswerDigest = i % 7 == 0 ? new byte[32] : default,
                Subject = i % 7 == 0 ? Ada : null,
            });
            await _log.AppendAsync(AuditEntry.OfAction(Noon.AddHours(-i), "key.created") with { Target = i % 2 == 0 ? "k" : "ключ" }, default);
            await _log.AppendAsync(Intent() with { Type = AuditEntryType.Result, ClientAddress = i % 2 == 0 ? "192.0.2.7" : null, User = null, Decision = Decision.Refused }, default);
        }

        _log.IsFresh = true;
        var read = await FoldAsync(new LeafFolder(_log), 0);
        var fresh = await new LeafFolder(_log).FoldFreshAsync(0, _log.TakeFresh(0, 1_000), default);
        Assert.Equal(48, read.Exchanges.Count);
        Assert.Equal(read.Exchanges, fresh.Exchanges);
        Assert.Equal(read.Events, fresh.Events);
        Assert.Equal((read.From, read.To), (fresh.From, fresh.To));
    }

    private static AuditEntry Intent() => new()
    {
        Type = AuditEntryType.Intent,
        ExchangeId = Guid.CreateVersion7(),
        At = Noon,
        KeyId = "k",
        User = "ada",
        Subject = Ada,
        Endpoint = Endpoint.ChatCompletions,
        ModelAsked = "gpt-x",
        Upstream = "openai-eu",
        Provider = "openai",
    };

    private async Task ExchangeAsync(Func<AuditEntry, AuditEntry>? change = null)
    {
        var sequence = await _log.AppendAsync(Intent(), default);
        var result = Intent() with { Type = AuditEntryType.Result, IntentSequence = sequence, User = null, Subject = null, Decision = Decision.Allowed, InputTokens = 10, OutputTokens = 20, CostNanoUsd = 300 };
        await _log.AppendAsync(change is null ? result : change(result), default);
    }

    private async Task<FoldBatch> FoldAsync(LeafFolder folder, long from) => await folder.FoldAsync(await _log.ReadAsync(from, 10_000, default), default);
}
