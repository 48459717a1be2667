using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Sqlite;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>One gateway as far as limits go: its log, its counters, and exchanges that take, are recorded and settle as the path does it.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly ILedger _ledger;
    private readonly IDisposable _database;

    private Node(IDisposable database, ILedger ledger, ILimitStore store) => (_database, _ledger, Store, Counters) = (database, ledger, store, new LimitCounters(store, TimeProvider.System));

    public ILimitStore Store { get; }

    public LimitCounters Counters { get; }

    public IAuditStore Audit => _ledger;

    public ILedgerStore Log => _ledger;

    /// <summary>Starts as a gateway does: what the start before left open is settled at its reservation.</summary>
    public static async Task<Node> OpenAsync(string sqliteFile)
    {
        var database = new SqliteDatabase(sqliteFile);
        return await StartAsync(new Node(database, new SqliteLedger(database, Identity("gw-1"), TimeProvider.System, NullLogger<SqliteLedger>.Instance), new SqliteLimitStore(database)));
    }

    /// <summary>The same beside other nodes.</summary>
    public static async Task<Node> OpenAsync(DatabaseAddress address, string name)
    {
        var database = await PostgresDatabase.OpenAsync(address, 10, default);
        var identity = Identity(name);
        return await StartAsync(new Node(database, PostgresLedger.Open(database, identity, TimeProvider.System, NullLoggerFactory.Instance), new PostgresLimitStore(database, identity)));
    }

    /// <summary>One exchange that is billed so much of what it may cost.</summary>
    /// <param name="dies">What the process does not come to do any more.</param>
    public async Task<Ending> SpendAsync(Counter[] counters, long bound, long billed, Dies dies = Dies.Never)
    {
        try
        {
            using var take = (await Counters.TryTakeAsync(counters, Money(bound), default)).Take;
            if (take is null) return Ending.Refused;
            take.BeginRecording();
            var intent = Entry(AuditEntryType.Intent) with { Charges = take.Charges };
            var sequence = await Audit.AppendAsync(intent, default);
            if (dies is Dies.AfterIntent) return Ending.Admitted;
            var charges = take.Settle(Money(billed));
            if (dies is Dies.BeforeResult) return Ending.Admitted;
            await Audit.AppendAsync(Entry(AuditEntryType.Result) with { ExchangeId = intent.ExchangeId, IntentSequence = sequence, Charges = charges, CostNanoUsd = billed, InputTokens = billed, OutputTokens = 0 }, default);
            return Ending.Admitted;
        }
        catch (StoreUnavailableException)
        {
            return Ending.Unavailable;
        }
    }

    /// <summary>What is not the sum of the log.</summary>
    public async Task<CounterCheck> CheckAsync() => await CounterFold.CheckAsync(Store, Log, TimeProvider.System.GetUtcNow(), default);

    public async ValueTask DisposeAsync()
    {
        await Counters.DisposeAsync();
        Die();
    }

    /// <summary>Ends without giving anything back.</summary>
    public void Die()
    {
        _ledger.Dispose();
        _database.Dispose();
    }

    public static Amounts Money(long nanoUsd) => new(1, nanoUsd, 0, nanoUsd);

    private static async Task<Node> StartAsync(Node node)
    {
        await node.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), default);
        return node;
    }

    private static LedgerIdentity Identity(string name) => new("test/log", "test/log+00000000+AA==", name, LedgerIdentity.NewBoot());

    private static AuditEntry Entry(AuditEntryType type)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new AuditEntry { Type = type, ExchangeId = Guid.CreateVersion7(now), At = now };
    }
}

internal enum Ending
{
    Admitted,
    Refused,
    Unavailable,
}

/// <summary>When a process is killed.</summary>
internal enum Dies
{
    Never,
    AfterIntent,
    BeforeResult,
}
