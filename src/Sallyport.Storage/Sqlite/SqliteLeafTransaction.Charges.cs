using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Storage.Ledger;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>What leaves charge, added to the counters in the transaction of the leaves.</summary>
internal sealed partial class SqliteLeafTransaction
{
    private const string AddCharge =
        """
        INSERT INTO limit_counter (counter, window_s, unit, spent, reserved) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET spent = min(spent, 4611686018427387904) + excluded.spent, reserved = reserved + excluded.reserved
        """;

    private readonly ChargeTotals _charges = new();
    private sqlite3_stmt? _charge;

    private void WriteCharges(sqlite3? db)
    {
        if (_charges.Count == 0) return;
        _charge ??= Prepare(_connection!, AddCharge);
        foreach (var (window, total) in _charges.All)
        {
            raw.sqlite3_bind_text(_charge, 1, window.Counter);
            raw.sqlite3_bind_int64(_charge, 2, window.Start.ToUnixTimeSeconds());
            raw.sqlite3_bind_int(_charge, 3, (int)window.Unit);
            raw.sqlite3_bind_int64(_charge, 4, total.Spent);
            raw.sqlite3_bind_int64(_charge, 5, total.Reserved);
            Run(db, _charge);
        }

        _charges.Clear();
    }

    /// <summary>What a leaf charges that only the second device had; its intent is in the database by now.</summary>
    private void AddCharges(AuditEntry entry)
    {
        IReadOnlyList<Charge> intent = [];
        if (entry.IntentSequence is { } sequence)
        {
            using var command = _connection!.Command("SELECT body FROM leaf WHERE seq = $seq", ("$seq", sequence));
            if (command.ExecuteScalar() is byte[] body) intent = LeafReader.Read(body).Entry.Charges;
        }

        _charges.Add(LeafCharges.Of(entry, intent));
    }
}
