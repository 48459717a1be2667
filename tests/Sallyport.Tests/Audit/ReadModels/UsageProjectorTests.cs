using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Audit.ReadModels;

public sealed class UsageProjectorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_store_that_has_no_time_for_large_batches_gets_small_ones_until_it_has()
    {
        var log = new MemoryLedger();
        for (var i = 0; i < 20_000; i++) await log.AppendAsync(new AuditEntry { Type = AuditEntryType.Result, ExchangeId = Guid.CreateVersion7(), At = Noon, KeyId = "k", Decision = Decision.Allowed }, default);
        var store = new BusyStore();
        using var projector = new UsageProjector(log, store, ReadModelRetention.Default, new ManualClock(), NullLogger<UsageProjector>.Instance);

        store.Most = 300;
        for (var failures = 0; failures < 4; failures++) await Assert.ThrowsAsync<StoreUnavailableException>(async () => await projector.CatchUpAsync(TimeSpan.MaxValue, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await projector.CatchUpAsync(TimeSpan.MaxValue, default)); // a small one, then too large again
        Assert.True(await store.CursorAsync(default) > 0);

        store.Most = int.MaxValue;
        Assert.Equal(new Coverage(20_001, 20_001), await projector.CatchUpAsync(TimeSpan.MaxValue, default));
        Assert.Equal(UsageProjector.Batch, store.Largest);
        var requests = 0L;
        await store.ScanUsageAsync(UsageGrain.Day, _ => new FactSelection(null, null), (in UsageFact u) => requests += u.Requests, default);
        Assert.Equal(20_000, requests);
    }

    /// <summary>Refuses batches of more leaves than it has time for.</summary>
    private sealed class BusyStore : IReadModelStore
    {
        private readonly MemoryReadModelStore _inner = new();

        public long Most { get; set; }

        public long Largest { get; private set; }

        public ValueTask<bool> FoldAsync(FoldBatch batch, CancellationToken cancellation)
        {
            if (batch.To - batch.From > Most) throw new StoreUnavailableException("busy");
            Largest = Math.Max(Largest, batch.To - batch.From);
            return _inner.FoldAsync(batch, cancellation);
        }

        public ValueTask<long> CursorAsync(CancellationToken cancellation) => _inner.CursorAsync(cancellation);

        public ValueTask ClearAsync(CancellationToken cancellation) => _inner.ClearAsync(cancellation);

        public ValueTask<long> PruneAsync(ReadModelRetention retention, DateTimeOffset now, CancellationToken cancellation) => _inner.PruneAsync(retention, now, cancellation);

        public ValueTask ScanExchangesAsync(Func<FactDictionary, FactSelection> select, FactVisitor visit, CancellationToken cancellation) => _inner.ScanExchangesAsync(select, visit, cancellation);

        public ValueTask ScanUsageAsync(UsageGrain grain, Func<FactDictionary, FactSelection> select, UsageVisitor visit, CancellationToken cancellation) => _inner.ScanUsageAsync(grain, select, visit, cancellation);

        public ValueTask<IReadOnlyList<LogEvent>> EventsAsync(string? target, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation) => _inner.EventsAsync(target, from, to, cancellation);
    }
}
