using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage;
using Sallyport.Storage.Memory;
using Sallyport.Storage.Sqlite;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class MemoryReadModelStoreTests : ReadModelStoreContract
{
    protected override IReadModelStore Store { get; } = new MemoryReadModelStore();
}

public sealed class SqliteReadModelStoreTests : ReadModelStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteReadModelStore _store;

    public SqliteReadModelStoreTests() => _store = new SqliteReadModelStore(_scratch.File("usage.db"));

    protected override IReadModelStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_cursor_and_rows_as_they_were()
    {
        await Store.FoldAsync(Batch(0, 10, Facts(0, 10)), default);
        var strange = Facts(10, 20).Select(f => f with { Party = f.Party with { KeyId = "new" } }).Append(Facts(5, 6)[0]).ToArray(); // one is there already
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.FoldAsync(Batch(10, 20, strange), default));
        Assert.Equal(10, await Store.CursorAsync(default));
        Assert.Equal(10, (await ExchangesAsync(new FactSelection(null, null))).Count);

        Assert.True(await Store.FoldAsync(Batch(10, 20, strange[..^1]), default)); // numbers given in the failed transaction are not believed
        Assert.Equal(10, (await ExchangesAsync(new FactSelection(null, null), p => p.KeyId == "new")).Count);
    }

    [Fact]
    public async Task Another_process_may_begin_anew_without_mixing_up_whose_rows_are_whose()
    {
        using var other = new SqliteReadModelStore(_scratch.File("usage.db"));
        await Store.FoldAsync(Batch(0, 100, Facts(0, 100)), default);
        await other.ClearAsync(default);
        Assert.False(await Store.FoldAsync(Batch(100, 200, Facts(100, 200)), default));
        await other.FoldAsync(Batch(0, 100, [.. Facts(0, 100).Reverse().Select((f, i) => f with { Sequence = i })]), default); // words get other numbers now
        Assert.True(await Store.FoldAsync(Batch(100, 200, Facts(100, 200)), default));
        var found = await ExchangesAsync(new FactSelection(null, null));
        Assert.Equal(Facts(100, 200).Select(f => (f.Party, f.Passage, f.Findings)), found.Where(f => f.Sequence >= 100).Select(f => (f.Party, f.Passage, f.Findings)));
    }

    [Fact]
    public async Task Two_projectors_on_one_log_count_every_exchange_once()
    {
        using var data = await DataDirectory.OpenAsync(_scratch.File("data"), TimeProvider.System, NullLoggerFactory.Instance, default);
        const int Exchanges = 12_000;
        var appending = Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < Exchanges / 200; i++) await AppendAsync(data.Audit, n % 10);
        })));
        using var second = new SqliteReadModelStore(Path.Combine(data.Path, "usage.db"));
        using var one = ProjectorOf(data, data.ReadModels);
        using var two = ProjectorOf(data, second);
        async Task FollowAsync(UsageProjector projector)
        {
            while (!appending.IsCompleted) await projector.CatchUpAsync(TimeSpan.FromSeconds(1), default);
            await projector.CatchUpAsync(TimeSpan.MaxValue, default);
        }

        await Task.WhenAll(Task.Run(() => FollowAsync(one)), Task.Run(() => FollowAsync(two)), appending);
        var requests = 0L;
        await data.ReadModels.ScanUsageAsync(UsageGrain.Day, _ => new FactSelection(null, null), (in UsageFact u) => requests += u.Requests, default);
        Assert.Equal(Exchanges, requests);
        Assert.Equal(await data.Ledger.SizeAsync(default), await data.ReadModels.CursorAsync(default));

        var before = await SubjectsAsync(data.ReadModels);
        Assert.Equal(10, before.Count);
        Assert.Equal(await data.Ledger.SizeAsync(default), (await one.RebuildAsync(null, default)).Folded);
        Assert.Equal(before, await SubjectsAsync(data.ReadModels));
    }

    private static UsageProjector ProjectorOf(DataDirectory data, IReadModelStore store) => new(data.Ledger, store, ReadModelRetention.Default, TimeProvider.System, NullLogger<UsageProjector>.Instance);

    private static async Task AppendAsync(IAuditStore audit, int n)
    {
        var intent = new AuditEntry
        {
            Type = AuditEntryType.Intent,
            ExchangeId = Guid.CreateVersion7(),
            At = TimeProvider.System.GetUtcNow(),
            KeyId = "k" + n,
            ClientAddress = "10.0.0.1",
            Subject = new SubjectKey("s_" + n, new byte[32]),
            Upstream = "openai-eu",
            Provider = "openai",
        };
        var sequence = await audit.AppendAsync(intent, default);
        await audit.AppendAsync(intent with { Type = AuditEntryType.Result, IntentSequence = sequence, ClientAddress = null, Decision = Decision.Allowed }, default);
    }

    private static async Task<Dictionary<string, int>> SubjectsAsync(IReadModelStore store)
    {
        var (counts, words) = (new Dictionary<string, int>(StringComparer.Ordinal), (FactDictionary?)null);
        await store.ScanExchangesAsync(w => { words = w; return new FactSelection(null, null); }, (in Fact f) => counts[words!.Parties[f.Party]!.Subject] = counts.GetValueOrDefault(words.Parties[f.Party]!.Subject) + 1, default);
        return counts;
    }
}
