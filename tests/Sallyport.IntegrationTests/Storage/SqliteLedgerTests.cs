using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Sqlite;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class SqliteLedgerTests : LedgerStoreContract, IDisposable
{
    private static readonly LedgerIdentity Identity = new("test/log", "test/log+00000000+AA==", "gw-1", "0a1b2c3d");

    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;
    private readonly SqliteLedger _store;

    public SqliteLedgerTests()
    {
        _database = new SqliteDatabase(_scratch.File("t.db"));
        _store = new SqliteLedger(_database, Identity, TimeProvider.System, NullLogger<SqliteLedger>.Instance);
    }

    protected override IAuditStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_time_filter_finds_the_same_across_blocks_whatever_the_order_of_times()
    {
        const int Entries = 10_000; // two full blocks and a tail
        for (var i = 0; i < Entries; i += 500)
            await Task.WhenAll(Enumerable.Range(i, 500).Select(n => Store.AppendAsync(Entry() with { At = TimeOf(n) }, default).AsTask()));

        Assert.Equal(2, _database.Read(c => c.Number("SELECT count(*) FROM leaf_block")));
        foreach (var (from, to) in new[] { (0, 10), (4_000, 4_200), (8_100, 8_300), (9_990, 12_000), (3_000, 3_001) })
        {
            var query = new AuditQuery(From: Noon.AddSeconds(from), To: Noon.AddSeconds(to), Limit: 10_000);
            var found = await Store.ListAsync(query, default);
            Assert.Equal(found.Select(e => e.Sequence).OrderDescending(), found.Select(e => e.Sequence));
            var expected = Enumerable.Range(0, Entries).Count(n => TimeOf(n) >= query.From && TimeOf(n) < query.To);
            Assert.Equal(expected, found.Count);
            Assert.All(found, e => Assert.True(e.Entry.At >= query.From && e.Entry.At < query.To));

            var paged = new List<long>();
            for (var before = long.MaxValue; ;)
            {
                var page = await Store.ListAsync(query with { Limit = 7, Before = before }, default);
                paged.AddRange(page.Select(e => e.Sequence));
                if (page.Count < 7) break;
                before = page[^1].Sequence;
            }

            Assert.Equal(found.Select(e => e.Sequence), paged);
        }

        // Every thousandth entry comes from a clock that was wrong by an hour.
        static DateTimeOffset TimeOf(int n) => Noon.AddSeconds(n % 1_000 == 999 ? n - 3_600 : n);
    }

    [Fact]
    public async Task The_mark_of_closed_intents_moves_up_but_never_past_an_open_one()
    {
        await Store.CloseInterruptedAsync(Noon, default);
        var open = await Store.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
        await AppendPairsAsync(5_000);
        Assert.Equal(open - 1, Mark());

        await Store.AppendAsync(Entry() with { IntentSequence = open }, default);
        await AppendPairsAsync(5_000);
        Assert.InRange(Mark(), open + 5_000, 20_002);

        var last = await Store.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
        _store.Dispose();
        using var reopened = new SqliteLedger(_database, Identity, TimeProvider.System, NullLogger<SqliteLedger>.Instance);
        Assert.Equal(1, await reopened.CloseInterruptedAsync(Noon, default));
        Assert.Equal(last, (await reopened.ListAsync(new AuditQuery(Limit: 1), default))[0].Entry.IntentSequence);
    }

    [Fact]
    public async Task An_entry_can_be_neither_changed_nor_deleted()
    {
        await Store.AppendAsync(Entry(), default);
        Assert.Throws<StoreUnavailableException>(() => _database.Read(c => c.Execute("UPDATE leaf SET key_id = 'x'")));
        Assert.Throws<StoreUnavailableException>(() => _database.Read(c => c.Execute("DELETE FROM leaf")));
    }

    [Fact]
    public async Task A_failed_transaction_refuses_its_entries_leaves_no_gap_and_the_next_one_works()
    {
        await Store.AppendAsync(Entry(), default);
        _database.Read(c => c.Execute("CREATE TRIGGER broken BEFORE INSERT ON leaf BEGIN SELECT RAISE(ABORT, 'broken'); END"));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.AppendAsync(Entry(), default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.AppendAsync(Entry(), default));
        _database.Read(c => c.Execute("DROP TRIGGER broken"));
        Assert.Equal(2, await Store.AppendAsync(Entry(), default));
    }

    [Fact]
    public async Task A_commit_that_hangs_is_refused_in_time_and_the_store_recovers()
    {
        using var store = new SqliteLedger(_database, Identity, TimeProvider.System, NullLogger<SqliteLedger>.Instance, deadline: TimeSpan.FromMilliseconds(250));
        var turn = _database.Write(); // nobody else may write now, as if the disk hung
        var first = store.AppendAsync(Entry(), default).AsTask();
        var second = store.AppendAsync(Entry(), default).AsTask();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => first.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => second.WaitAsync(TimeSpan.FromSeconds(10)));
        turn.Dispose();

        // What was refused while it only waited was never written.
        Assert.Equal(1, await store.AppendAsync(Entry(), default));
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        using var store = new SqliteLedger(_database, Identity, TimeProvider.System, NullLogger<SqliteLedger>.Instance, capacity: 4);
        var turn = _database.Write();
        var waiting = new List<Task<long>>();
        StoreUnavailableException? refused = null;
        // One batch may be in the writer's hands beside the four that wait.
        for (var i = 0; i < LedgerQueue.MaxBatch + 5 && refused is null; i++)
        {
            try
            {
                waiting.Add(store.AppendAsync(Entry(), default).AsTask());
            }
            catch (StoreUnavailableException e)
            {
                refused = e;
            }
        }

        Assert.NotNull(refused);
        turn.Dispose();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_refuses_what_comes_after()
    {
        var appends = Enumerable.Range(0, 2_000).Select(_ => Store.AppendAsync(Entry(), default).AsTask()).ToList();
        _store.Dispose();
        await Task.WhenAll(appends);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.AppendAsync(Entry(), default));
    }

    [Fact]
    public async Task Keys_can_be_changed_while_entries_are_written_without_pause()
    {
        using var stop = new CancellationTokenSource();
        var appenders = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await Store.AppendAsync(Entry(), default);
        })).ToList();
        var keys = new SqliteKeyStore(_database);
        for (var i = 0; i < 50; i++) Assert.True(await keys.TryAddAsync(SampleKeys.Make().Record, default).AsTask().WaitAsync(TimeSpan.FromSeconds(5)));
        await stop.CancelAsync();
        await Task.WhenAll(appenders);
    }

    [Fact]
    public async Task Two_processes_worth_of_writers_share_one_numbering()
    {
        using var otherDatabase = new SqliteDatabase(_database.Path);
        using var other = new SqliteLedger(otherDatabase, Identity, TimeProvider.System, NullLogger<SqliteLedger>.Instance);
        var sequences = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? Store : other).AppendAsync(Entry(), default).AsTask()));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), sequences.Order());
    }

    private long Mark() => _database.Read(c => c.Number("SELECT closed_through FROM leaf_state"));

    private async Task AppendPairsAsync(int pairs)
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            for (var i = 0; i < pairs / 50; i++)
            {
                var intent = await Store.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
                await Store.AppendAsync(Entry() with { IntentSequence = intent }, default);
            }
        }));
    }
}
