using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Leaves;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every audit store promises.</summary>
public abstract class AuditStoreContract
{
    protected static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IAuditStore Store { get; }

    [Fact]
    public async Task Numbers_start_at_one_and_have_no_gaps()
    {
        for (var i = 1; i <= 5; i++) Assert.Equal(i, await Store.AppendAsync(Entry(), default));
    }

    [Fact]
    public async Task Numbers_are_unique_and_dense_when_many_append_at_once()
    {
        var sequences = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            var own = new List<long>();
            for (var i = 0; i < 100; i++) own.Add(await Store.AppendAsync(Entry(), default));
            Assert.Equal(own.Order(), own);
            return own;
        })));
        Assert.Equal(Enumerable.Range(1, 6_400).Select(i => (long)i), sequences.SelectMany(s => s).Order());
    }

    [Fact]
    public async Task An_entry_comes_back_as_it_was()
    {
        var entry = Entry() with { Endpoint = Endpoint.CreateMessage, Decision = Decision.Blocked, Findings = [new FindingCount("email", "request", "block", 3)], CostNanoUsd = 12, ModelAsked = "größe" };
        var sequence = await Store.AppendAsync(entry, default);
        var stored = (await Store.ListAsync(new AuditQuery(), default))[0];
        Assert.Equal(sequence, stored.Sequence);
        Assert.Equal(entry.Findings, stored.Entry.Findings);
        Assert.Equivalent(entry, stored.Entry, strict: true);
    }

    [Fact]
    public async Task A_leaf_comes_back_as_the_bytes_that_the_next_one_commits_to()
    {
        for (var i = 0; i < 5; i++) await Store.AppendAsync(Entry(), default);
        var leaves = (await Store.ListAsync(new AuditQuery(), default)).Reverse().ToArray();
        Assert.Equal(AuditEntryType.Genesis, leaves[0].Entry.Type);
        var hash = new byte[32];
        for (var i = 0; i < leaves.Length; i++)
        {
            using var json = System.Text.Json.JsonDocument.Parse(leaves[i].Json);
            Assert.Equal(i, json.RootElement.GetProperty("seq").GetInt64());
            Assert.Equal(i > 0, json.RootElement.TryGetProperty("prev", out var previous));
            if (i > 0) Assert.Equal(hash, previous.GetBytesFromBase64());
            LeafHash.Compute(leaves[i].Json.Span, hash);
        }
    }

    [Fact]
    public async Task A_list_is_newest_first_and_pages_by_its_last_number()
    {
        for (var i = 0; i < 7; i++) await Store.AppendAsync(Entry(), default);
        var first = await Store.ListAsync(new AuditQuery(Limit: 3), default);
        var second = await Store.ListAsync(new AuditQuery(Limit: 3, Before: first[^1].Sequence), default);
        var third = await Store.ListAsync(new AuditQuery(Limit: 3, Before: second[^1].Sequence), default);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1, 0], first.Concat(second).Concat(third).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Each_filter_keeps_what_matches_and_nothing_else()
    {
        var wanted = Guid.CreateVersion7(Noon); // an exchange's id tells its time, and stores may rely on it
        await Store.AppendAsync(Entry() with { KeyId = "a" }, default);
        await Store.AppendAsync(Entry() with { ExchangeId = wanted }, default);
        await Store.AppendAsync(Entry() with { Type = AuditEntryType.Admin, KeyId = null }, default);
        await Store.AppendAsync(Entry() with { Decision = Decision.Refused }, default);
        await Store.AppendAsync(Entry() with { At = Noon.AddHours(1) }, default);

        Assert.Equal([1], await SequencesAsync(new AuditQuery(KeyId: "a")));
        Assert.Equal([2], await SequencesAsync(new AuditQuery(ExchangeId: wanted)));
        Assert.Equal([3], await SequencesAsync(new AuditQuery(Type: AuditEntryType.Admin)));
        Assert.Equal([4], await SequencesAsync(new AuditQuery(Decision: Decision.Refused)));
        Assert.Equal([5], await SequencesAsync(new AuditQuery(From: Noon.AddMinutes(1), Type: AuditEntryType.Result)));
        Assert.Equal([5], await SequencesAsync(new AuditQuery(KeyId: "k", From: Noon.AddMinutes(1))));
        Assert.Empty(await SequencesAsync(new AuditQuery(KeyId: "a", Decision: Decision.Refused)));
        Assert.Empty(await SequencesAsync(new AuditQuery(KeyId: "' OR 1=1 --")));
    }

    [Fact]
    public async Task A_time_range_takes_its_start_and_leaves_its_end()
    {
        for (var i = 0; i < 4; i++) await Store.AppendAsync(Entry() with { At = Noon.AddSeconds(i) }, default);
        Assert.Equal([3, 2], await SequencesAsync(new AuditQuery(From: Noon.AddSeconds(1), To: Noon.AddSeconds(3), Type: AuditEntryType.Result)));
        Assert.Equal([1], await SequencesAsync(new AuditQuery(To: Noon.AddSeconds(1), Type: AuditEntryType.Result)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_limit_out_of_range_is_a_mistake_of_the_caller(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.ListAsync(new AuditQuery(Limit: limit), default));

    [Fact]
    public async Task An_intent_without_a_result_is_closed_as_interrupted_once()
    {
        var done = await Store.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
        await Store.AppendAsync(Entry() with { IntentSequence = done }, default);
        var intent = Entry() with { Type = AuditEntryType.Intent, KeyId = "a", ModelUsed = "gpt-x", Decision = null };
        var open = await Store.AppendAsync(intent, default);

        Assert.Equal(1, await Store.CloseInterruptedAsync(Noon.AddDays(1), default));
        var entry = (await Store.ListAsync(new AuditQuery(Type: AuditEntryType.Interrupted), default)).Single().Entry;
        Assert.Equal((open, intent.ExchangeId, "a", "gpt-x", Noon.AddDays(1)), (entry.IntentSequence!.Value, entry.ExchangeId, entry.KeyId, entry.ModelUsed, entry.At));
        Assert.Equal(Decision.Failed, entry.Decision);

        Assert.Equal(0, await Store.CloseInterruptedAsync(Noon.AddDays(2), default));
    }

    [Fact]
    public async Task A_cancelled_append_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.AppendAsync(Entry(), new CancellationToken(true)));
        Assert.Equal([0], await SequencesAsync(new AuditQuery()));
    }

    protected static AuditEntry Entry() => new()
    {
        Type = AuditEntryType.Result,
        ExchangeId = Guid.CreateVersion7(),
        At = Noon,
        KeyId = "k",
        Decision = Decision.Allowed,
    };

    protected async Task<IEnumerable<long>> SequencesAsync(AuditQuery query) => (await Store.ListAsync(query, default)).Select(e => e.Sequence);
}
