using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Storage.Sqlite;

/// <summary>Reads facts row by row inside of one transaction: through the index where few parties are wanted, else by sequence numbers.</summary>
internal sealed class SqliteReadModelScan(SqliteConnection connection)
{
    /// <summary>A row found through the index costs as much as this many in passing.</summary>
    private const int IndexCost = 8;

    private const string Columns = "SELECT seq, at_us, party, passage, policy, findings, input, output, cost, redactions FROM exchange WHERE seq >= ? AND seq <= ?";

    public void Exchanges(Func<FactDictionary, FactSelection> select, FactVisitor visit, CancellationToken cancellation)
    {
        var wanted = select(Dictionary());
        var (first, last) = RangeOf(wanted);
        if (first > last) return;
        if (wanted.Parties is { } mask && FewOf(mask, first, last) is { } parties)
        {
            using var found = new SqliteStatement(connection, Columns + " AND party = ?");
            foreach (var party in parties) Visit(found.Bind(1, first).Bind(2, last).Bind(3, party), wanted, visit, cancellation);
            return;
        }

        using var all = new SqliteStatement(connection, Columns);
        Visit(all.Bind(1, first).Bind(2, last), wanted, visit, cancellation);
    }

    public void Usage(UsageGrain grain, Func<FactDictionary, FactSelection> select, UsageVisitor visit, CancellationToken cancellation)
    {
        var wanted = select(Dictionary());
        long Start(DateTimeOffset time) => grain is UsageGrain.Hour ? UsageClock.HourOf(time) : UsageClock.DayOf(time);
        using var rows = new SqliteStatement(connection, "SELECT start, party, passage, requests, input, output, cached, reasoning, cost, unpriced, redactions FROM usage WHERE grain = ? AND start >= ? AND start <= ?");
        rows.Bind(1, (long)grain).Bind(2, wanted.From is { } from ? Start(from) : long.MinValue).Bind(3, wanted.To is { } to ? Start(to.AddTicks(-1)) : long.MaxValue);
        for (var count = 1; rows.Step(); count++)
        {
            if (count % 4_096 == 0) cancellation.ThrowIfCancellationRequested();
            var (party, passage) = ((int)rows.Number(1), (int)rows.Number(2));
            if (wanted.Parties is { } parties && !parties[party]) continue;
            if (wanted.Passages is { } passages && !passages[passage]) continue;
            visit(new UsageFact(rows.Number(0), party, passage, rows.Number(3), rows.Number(4), rows.Number(5), rows.Number(6), rows.Number(7), rows.Number(8), rows.Number(9), rows.Number(10)));
        }
    }

    private static void Visit(SqliteStatement rows, FactSelection wanted, FactVisitor visit, CancellationToken cancellation)
    {
        var (from, to) = (wanted.From?.ToMicroseconds() ?? long.MinValue, wanted.To?.ToMicroseconds() ?? long.MaxValue);
        for (var count = 1; rows.Step(); count++)
        {
            if (count % 4_096 == 0) cancellation.ThrowIfCancellationRequested();
            var at = rows.Number(1);
            var (party, passage, policy) = ((int)rows.Number(2), (int)rows.Number(3), (int)rows.Number(4));
            if (at < from || at >= to) continue;
            if (wanted.Parties is { } parties && !parties[party]) continue;
            if (wanted.Passages is { } passages && !passages[passage]) continue;
            if (wanted.Policies is { } policies && !policies[policy]) continue;
            visit(new Fact(rows.Number(0), at, party, passage, policy, (int)rows.Number(5), rows.Number(6), rows.Number(7), rows.IsNull(8) ? -1 : rows.Number(8), rows.Number(9)));
        }
    }

    private (long First, long Last) RangeOf(FactSelection wanted)
    {
        if (wanted.From is null && wanted.To is null) return (0, long.MaxValue);
        using var range = new SqliteStatement(connection, "SELECT coalesce(min(first_seq), 1), coalesce(max(last_seq), 0) FROM exchange_hour WHERE hour >= ? AND hour <= ?");
        range.Bind(1, wanted.From is { } from ? UsageClock.HourOf(from) : long.MinValue).Bind(2, wanted.To is { } to ? UsageClock.HourOf(to.AddTicks(-1)) : long.MaxValue).Step();
        return (range.Number(0), range.Number(1));
    }

    /// <returns>Numbers of the wanted parties; null if they have so many exchanges that passing over all is cheaper.</returns>
    private List<int>? FewOf(bool[] mask, long first, long last)
    {
        using var ends = new SqliteStatement(connection, "SELECT coalesce((SELECT min(seq) FROM exchange WHERE seq >= ?), 0), coalesce((SELECT max(seq) FROM exchange WHERE seq <= ?), -1)");
        ends.Bind(1, first).Bind(2, last).Step();
        var left = (ends.Number(1) - ends.Number(0) + 1) / 2 / IndexCost; // every second leaf is a result
        var parties = new List<int>();
        using var count = new SqliteStatement(connection, "SELECT count(*) FROM (SELECT 1 FROM exchange WHERE party = ? AND seq >= ? AND seq <= ? LIMIT ?)");
        for (var party = 0; party < mask.Length; party++)
        {
            if (!mask[party]) continue;
            count.Bind(1, party).Bind(2, first).Bind(3, last).Bind(4, left + 1).Step();
            left -= count.Number(0);
            count.Reset();
            if (left < 0) return null;
            parties.Add(party);
        }

        return parties;
    }

    private FactDictionary Dictionary() => new(
        Load("SELECT id, key_id, subject, organization, team, department, application, environment FROM party ORDER BY id", s => new Party(s.Text(1), s.Text(2), s.Text(3), s.Text(4), s.Text(5), s.Text(6), s.Text(7))),
        Load("SELECT id, model, provider, upstream, first_upstream, purpose, endpoint, sensitivity, decision, code, has_left, interrupted FROM passage ORDER BY id", s =>
            new Passage(s.Text(1), s.Text(2), s.Text(3), s.Text(4), s.Text(5), s.Text(6), s.Text(7), s.Text(8), s.Text(9), s.Number(10) == 1, s.Number(11) == 1)),
        Load("SELECT id, version, labels, unscanned FROM policy_mark ORDER BY id", s => new PolicyMark(s.Text(1), s.Text(2), s.Text(3))),
        Load("SELECT id, findings FROM finding_set ORDER BY id", s => s.Text(1)));

    private List<T?> Load<T>(string sql, Func<SqliteStatement, T> read)
        where T : class
    {
        var values = new List<T?>();
        using var rows = new SqliteStatement(connection, sql);
        while (rows.Step())
        {
            var id = (int)rows.Number(0);
            while (values.Count < id) values.Add(null);
            values.Add(read(rows));
        }

        return values;
    }
}
