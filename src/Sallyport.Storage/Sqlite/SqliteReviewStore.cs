using System.Globalization;
using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Review;

namespace Sallyport.Storage.Sqlite;

/// <summary>Reviews in SQLite. Old rows leave with the next addition.</summary>
internal sealed class SqliteReviewStore(SqliteDatabase database) : IReviewStore
{
    private const string Columns = "exchange, at_us, organization, key_id, endpoint, model, decision, findings, state, resolved_by, resolved_us";

    public ValueTask<bool> TryAddAsync(ReviewItem item, CancellationToken cancellation) => database.WriteAsync(
        connection =>
        {
            connection.Execute("DELETE FROM review WHERE at_us <= $old", ("$old", (item.At - IReviewStore.KeptFor).ToMicroseconds()));
            return connection.Execute(
                $"INSERT INTO review ({Columns}) VALUES ($exchange, $at, $organization, $key, $endpoint, $model, $decision, $findings, $state, $by, $resolved) ON CONFLICT DO NOTHING",
                ("$exchange", item.ExchangeId.ToByteArray(bigEndian: true)),
                ("$at", item.At.ToMicroseconds()),
                ("$organization", item.Organization),
                ("$key", item.KeyId),
                ("$endpoint", item.Endpoint),
                ("$model", item.Model),
                ("$decision", (int)item.Decision),
                ("$findings", string.Join('\n', item.Findings.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Detector} {f.Direction} {f.Action} {f.Count}")))),
                ("$state", (int)item.State),
                ("$by", item.ResolvedBy),
                ("$resolved", item.ResolvedAt?.ToMicroseconds())) == 1;
        },
        cancellation);

    public ValueTask<IReadOnlyList<ReviewItem>> ListAsync(ReviewQuery query, CancellationToken cancellation) => new(database.Read(connection =>
    {
        var where = (query.State is null ? "" : " AND state = $state") + (query.KeyId is null ? "" : " AND key_id = $key") + (query.Before is null ? "" : " AND exchange < $before");
        using var command = connection.Command(
            $"SELECT {Columns} FROM review WHERE 1{where} ORDER BY exchange DESC LIMIT $limit",
            ("$state", (int?)query.State),
            ("$key", query.KeyId),
            ("$before", query.Before?.ToByteArray(bigEndian: true)),
            ("$limit", query.Limit));
        using var row = command.ExecuteReader();
        var items = new List<ReviewItem>();
        while (row.Read()) items.Add(Item(row));
        return (IReadOnlyList<ReviewItem>)items;
    }));

    public ValueTask<ReviewItem?> FindAsync(Guid exchangeId, CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var command = connection.Command($"SELECT {Columns} FROM review WHERE exchange = $exchange", ("$exchange", exchangeId.ToByteArray(bigEndian: true)));
        using var row = command.ExecuteReader();
        return row.Read() ? Item(row) : null;
    }));

    public ValueTask<bool> TryResolveAsync(Guid exchangeId, ReviewState state, string by, DateTimeOffset at, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            "UPDATE review SET state = $state, resolved_by = $by, resolved_us = $at WHERE exchange = $exchange AND state = $open",
            ("$state", (int)state),
            ("$by", by),
            ("$at", at.ToMicroseconds()),
            ("$exchange", exchangeId.ToByteArray(bigEndian: true)),
            ("$open", (int)ReviewState.Open)) == 1,
        cancellation);

    /// <summary>Reads the lines of the column <c>findings</c>.</summary>
    internal static FindingCount[] FindingsOf(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(f => new FindingCount(f[0], f[1], f[2], int.Parse(f[3], CultureInfo.InvariantCulture)))];

    private static ReviewItem Item(SqliteDataReader row) => new(
        new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true),
        row.Time(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.Text(5),
        (Decision)row.GetInt32(6),
        FindingsOf(row.GetString(7)),
        (ReviewState)row.GetInt32(8),
        row.Text(9),
        row.TimeOrNull(10));
}
