using Npgsql;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Postgres;

/// <summary>What a batch of leaves charges, and whether this node still holds what its intents take. For one thread.</summary>
/// <remarks>
/// A node that was thought gone (it hung, or was cut off) has lost its slices to the others without knowing it. So under the counters' locks each batch looks
/// whether the slices hold what its intents take: those for which they do not are refused, and nothing is spent twice.
/// </remarks>
internal sealed class PostgresCharges(LedgerIdentity identity)
{
    private readonly ChargeTotals _totals = new();
    private readonly HashSet<CounterWindow> _windows = [];
    private readonly Dictionary<CounterWindow, long> _held = [];

    /// <summary>True if the batch charges anything.</summary>
    public bool IsNeeded => _windows.Count > 0;

    /// <summary>Begins with a batch.</summary>
    public void Begin(ReadOnlySpan<PendingAppend> entries)
    {
        _totals.Clear();
        _windows.Clear();
        _held.Clear();
        foreach (var append in entries)
            if (append.Entry is { Charges.Count: > 0 } entry) Note(entry);
    }

    /// <summary>Locks the counters and asks for this node's slices.</summary>
    public void Lock(NpgsqlBatch batch)
    {
        var names = PostgresLimitStore.Names(_windows);
        batch.Then(PostgresLimitStore.Lock, names);
        batch.Then($"SELECT counter, window_s, unit, amount FROM sallyport.limit_lease l JOIN {PostgresLimitStore.Named} USING (counter, window_s, unit) WHERE node = $4 AND boot = $5", [.. names, identity.Node, identity.Boot]);
    }

    /// <summary>Reads the answers of <see cref="Lock"/>; stands before them.</summary>
    public void Read(NpgsqlDataReader row)
    {
        row.NextResult();
        row.NextResult();
        while (row.Read()) _held[new CounterWindow(row.GetString(0), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(1)), (LimitUnit)row.GetInt16(2))] = row.GetInt64(3);
    }

    /// <summary>False if it takes from a slice that this node does not hold any more; then it has been told so.</summary>
    public bool Admits(PendingAppend append)
    {
        if (append.Entry is not { Charges.Count: > 0 } entry || (entry.Type is not AuditEntryType.Intent && entry.Action is not AuditEntry.Extension)) return true;
        foreach (var charge in entry.Charges)
        {
            if (_held.GetValueOrDefault(WindowOf(charge)) >= ChargeTotals.TakenBy(entry, charge)) continue;
            append.Fail(new StoreUnavailableException("What this node held of a limit was given to others, because it was thought gone."));
            return false;
        }

        foreach (var charge in entry.Charges)
            if (_held.ContainsKey(WindowOf(charge))) _held[WindowOf(charge)] -= ChargeTotals.TakenBy(entry, charge);
        return true;
    }

    public void Add(AuditEntry entry) => _totals.Add(entry);

    /// <summary>Writes the sums.</summary>
    public void Write(NpgsqlBatch batch)
    {
        if (_totals.Count == 0) return;
        var names = PostgresLimitStore.Names([.. _totals.All.Select(t => t.Key)]);
        batch.Then(
            $"""
            INSERT INTO sallyport.limit_counter AS c (counter, window_s, unit, spent, reserved) SELECT w.counter, w.window_s, w.unit, ($4::bigint[])[w.n], ($5::bigint[])[w.n] FROM {PostgresLimitStore.Named} ORDER BY w.n
            ON CONFLICT (counter, window_s, unit) DO UPDATE SET spent = least(c.spent, 4611686018427387904) + excluded.spent, reserved = c.reserved + excluded.reserved
            """,
            [.. names, _totals.All.Select(t => t.Value.Spent).ToArray(), _totals.All.Select(t => t.Value.Reserved).ToArray()]);
        if (!_totals.All.Any(t => t.Value.Taken > 0)) return;
        batch.Then(
            $"""
            UPDATE sallyport.limit_lease l SET amount = greatest(0, amount - ($6::bigint[])[w.n])
            FROM {PostgresLimitStore.Named} WHERE (l.counter, l.window_s, l.unit) = (w.counter, w.window_s, w.unit) AND node = $4 AND boot = $5
            """,
            [.. names, identity.Node, identity.Boot, _totals.All.Select(t => t.Value.Taken).ToArray()]);
    }

    private static CounterWindow WindowOf(Charge charge) => new(charge.Counter, charge.Window, charge.Unit);

    private void Note(AuditEntry entry)
    {
        foreach (var charge in entry.Charges) _windows.Add(WindowOf(charge));
    }
}
