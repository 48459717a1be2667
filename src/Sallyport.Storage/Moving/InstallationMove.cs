using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Leaves;
using Sallyport.Storage.Files;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Sqlite;

namespace Sallyport.Storage.Moving;

/// <summary>Copies an installation from SQLite to an empty PostgreSQL database: keys, settings, responses, reviews, subjects' keys, kept texts, counters and the log, leaf by leaf as hashed.</summary>
/// <remarks>
/// One transaction: a move that fails leaves the target as empty as it was. The source is read only and stays as it is; whoever keeps serving from it would
/// make a second history, so the caller holds its lock. What can be computed from the log (usage) is not copied; the gateway makes it anew.
/// </remarks>
public static class InstallationMove
{
    private const int Batch = 2_000;

    /// <summary>Copies everything.</summary>
    /// <param name="directory">Data directory of the SQLite installation, locked by the caller.</param>
    /// <param name="target">An empty database, or one with an empty schema of ours.</param>
    /// <param name="progress">Told the number of leaves copied so far.</param>
    /// <returns>Leaves copied.</returns>
    /// <exception cref="InstallationException">The source is not there, or the target is not empty.</exception>
    /// <exception cref="StoreUnavailableException">One of the databases does not answer.</exception>
    public static async Task<long> RunAsync(string directory, DatabaseAddress target, IProgress<long>? progress, CancellationToken cancellation)
    {
        var file = Path.Combine(directory, StorageSettings.DatabaseFileName);
        if (!File.Exists(file)) throw new InstallationException($"There is no Sallyport data in '{directory}'.");
        var keys = KeyFile.LoadOrCreate(directory);
        using var source = new SqliteDatabase(file);
        using var contents = new SqliteDatabase(Path.Combine(directory, SqliteContentStore.FileName), 'C');
        using var subjects = new SqliteDatabase(Path.Combine(directory, SqliteSubjectStore.FileName), 'S');
        using (await PostgresDatabase.OpenAsync(target, StorageSettings.DefaultMaxConnections, cancellation))
        {
            // makes the schema
        }

        try
        {
            await using var connection = new NpgsqlConnection(PostgresConnection.Settings(target).ToString());
            await connection.OpenAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            if (await connection.ScalarAsync("SELECT next FROM sallyport.leaf_head FOR UPDATE", [], cancellation) is not 0L)
                throw new InstallationException($"{target} already holds a log. Move into an empty database.");

            using var from = source.Open();
            using var whole = from.BeginTransaction(deferred: true); // one view of everything
            await CopyTablesAsync(from, connection, cancellation);
            using (var own = subjects.Open())
                await CopyAsync(own, connection, "SELECT name, reference, wrapped, created_us FROM subject", "sallyport.subject (name, reference, wrapped, created_at)", "ttbT", cancellation);
            using (var own = contents.Open())
                await CopyAsync(own, connection, "SELECT exchange, side, key_id, subject, at_us, until_us, sealed FROM content", "sallyport.content (exchange, side, key_id, subject, at, until_at, sealed)", "gsttTTb", cancellation);
            await LogKey.ShareAsync(directory, keys, connection, cancellation);
            var copied = await CopyLeavesAsync(from, connection, progress, cancellation);
            await transaction.CommitAsync(cancellation);
            return copied;
        }
        catch (SqliteException e)
        {
            throw SqliteDatabase.Unavailable(e);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw PostgresFailure.ToUnavailable(e);
        }
    }

    private static async Task CopyTablesAsync(SqliteConnection from, NpgsqlConnection to, CancellationToken cancellation)
    {
        await CopyAsync(from, to, "SELECT name, value FROM setting WHERE name <> 'log.key'", "sallyport.setting (name, value)", "tb", cancellation);
        await CopyAsync(
            from,
            to,
            "SELECT id, version, environment, name, purpose, organization, team, user, application, endpoints, models, upstreams, capabilities, state, created_us, expires_us FROM virtual_key",
            "sallyport.virtual_key (id, version, environment, name, purpose, organization, team, user_id, application, endpoints, models, upstreams, capabilities, state, created_at, expires_at)",
            "tlsttttttiJJisTT",
            cancellation);
        await CopyAsync(from, to, "SELECT key_id, position, hash, created_us, not_after_us FROM key_secret", "sallyport.key_secret (key_id, position, hash, created_at, not_after)", "tibTT", cancellation);
        await CopyAsync(
            from,
            to,
            "SELECT organization, id, key_id, upstream, placeholder_map, created_us, expires_us FROM response",
            "sallyport.response (organization, id, key_id, upstream, placeholder_map, created_at, expires_at)",
            "ttttbTT",
            cancellation);
        await CopyAsync(
            from,
            to,
            "SELECT exchange, at_us, organization, key_id, endpoint, model, decision, findings, state, resolved_by, resolved_us FROM review",
            "sallyport.review (exchange, at, organization, key_id, endpoint, model, decision, findings, state, resolved_by, resolved_at)",
            "gTttttsFstT",
            cancellation);
        await CopyAsync(from, to, "SELECT level, idx, hashes FROM tile", "sallyport.tile (level, idx, hashes)", "ilb", cancellation);
        await CopyAsync(from, to, "SELECT size, at_us, note FROM checkpoint", "sallyport.checkpoint (size, at, note)", "lTb", cancellation);
        await CopyAsync(from, to, "SELECT counter, window_s, unit, spent, reserved FROM limit_counter", "sallyport.limit_counter (counter, window_s, unit, spent, reserved)", "tlsll", cancellation);
        await CopyAsync(from, to, "SELECT name, next, '', 0 FROM export_cursor", "sallyport.export_cursor (name, next, holder, held_until)", "tltT", cancellation); // held by nobody
        await CopyAsync(from, to, "SELECT name, role, hash, created_by, created_us, revoked_us FROM admin", "sallyport.admin (name, role, hash, created_by, created_at, revoked_at)", "tsbtTT", cancellation);
        await CopyAsync(
            from,
            to,
            "SELECT id, action, digest, parameters, reason, requested_by, requested_us, expires_us, approved_by, approved_us, used_us FROM approval",
            "sallyport.approval (id, action, digest, parameters, reason, requested_by, requested_at, expires_at, approved_by, approved_at, used_at)",
            "gtbtttTTtTT",
            cancellation);
        await CopyAsync(
            from,
            to,
            "SELECT id, key_id, subject, from_us, to_us, reason, created_by, created_us, lifted_by, lifted_us FROM hold",
            "sallyport.hold (id, key_id, subject, from_at, to_at, reason, created_by, created_at, lifted_by, lifted_at)",
            "tttTTttTtT",
            cancellation);
        await CopyAsync(from, to, "SELECT scope, holder, reason, contact, share, set_by, set_us FROM stop_switch", "sallyport.stop_switch (scope, holder, reason, contact, share, set_by, set_at)", "stttstT", cancellation);
        await CopyAsync(from, to, "SELECT id, topic, kind, severity, at_us, summary, facts, keep_us FROM alert", "sallyport.alert (id, topic, kind, severity, at, summary, facts, keep_until)", "ttssTttT", cancellation);
        await CopyAsync(from, to, "SELECT alert, channel, state, attempts, '', due_us, raised_us FROM alert_delivery", "sallyport.alert_delivery (alert, channel, state, attempts, node, due_at, raised_at)", "ttsitTT", cancellation); // nobody's
        await to.ExecuteAsync("UPDATE sallyport.key_revision SET value = value + 1", [], cancellation);
    }

    /// <param name="kinds">One letter for each column: t text, b bytes, l 64 bits, i 32 bits, s 16 bits, T time, g id, J list of texts from JSON, F findings.</param>
    private static async Task CopyAsync(SqliteConnection from, NpgsqlConnection to, string select, string table, string kinds, CancellationToken cancellation)
    {
        using var command = from.Command(select);
        using var row = command.ExecuteReader();
        await using var copy = await to.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", cancellation);
        while (row.Read())
        {
            await copy.StartRowAsync(cancellation);
            for (var i = 0; i < kinds.Length; i++) await WriteAsync(copy, row, i, kinds[i], cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, SqliteDataReader row, int column, char kind, CancellationToken cancellation) => row.IsDBNull(column)
        ? copy.WriteNullAsync(cancellation)
        : kind switch
        {
            't' => copy.WriteAsync(row.GetString(column), NpgsqlDbType.Text, cancellation),
            'b' => copy.WriteAsync(row.GetFieldValue<byte[]>(column), NpgsqlDbType.Bytea, cancellation),
            'l' => copy.WriteAsync(row.GetInt64(column), NpgsqlDbType.Bigint, cancellation),
            'i' => copy.WriteAsync(row.GetInt32(column), NpgsqlDbType.Integer, cancellation),
            's' => copy.WriteAsync((short)row.GetInt32(column), NpgsqlDbType.Smallint, cancellation),
            'T' => copy.WriteAsync(row.Time(column).UtcDateTime, NpgsqlDbType.TimestampTz, cancellation),
            'g' => copy.WriteAsync(new Guid(row.GetFieldValue<byte[]>(column), bigEndian: true), NpgsqlDbType.Uuid, cancellation),
            'J' => copy.WriteAsync(System.Text.Json.JsonSerializer.Deserialize<string[]>(row.GetString(column))!, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellation),
            'F' => copy.WriteAsync(PostgresReviewStore.FindingsJson(SqliteReviewStore.FindingsOf(row.GetString(column))), NpgsqlDbType.Jsonb, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of column"),
        };

    private static async Task<long> CopyLeavesAsync(SqliteConnection from, NpgsqlConnection to, IProgress<long>? progress, CancellationToken cancellation)
    {
        var (at, hash) = (0L, new byte[LeafHash.Size]);
        while (true)
        {
            using var command = from.Command(
                "SELECT seq, at_us, type, decision, key_id, exchange, intent_seq, body FROM leaf WHERE seq >= $from ORDER BY seq LIMIT $most",
                ("$from", at),
                ("$most", Batch));
            using var row = command.ExecuteReader();
            var before = at;
            await using (var copy = await to.BeginBinaryImportAsync("COPY sallyport.leaf (seq, at, type, decision, key_id, exchange, intent_seq, body, node) FROM STDIN (FORMAT BINARY)", cancellation))
            {
                while (row.Read())
                {
                    if (row.GetInt64(0) != at++) throw new InstallationException($"The log has no leaf {at - 1}. Verify it first: sallyport audit verify.");
                    await copy.StartRowAsync(cancellation);
                    const string Kinds = "lTsstglb";
                    for (var i = 0; i < Kinds.Length; i++) await WriteAsync(copy, row, i, Kinds[i], cancellation);
                    var body = row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7);
                    await copy.WriteAsync(body is null ? "" : LeafReader.Read(body).Node, NpgsqlDbType.Text, cancellation);
                    if (body is not null) LeafHash.Compute(body, hash);
                }

                await copy.CompleteAsync(cancellation);
            }

            progress?.Report(at);
            if (at - before < Batch) break;
        }

        await to.ExecuteAsync("UPDATE sallyport.leaf_head SET next = $1, hash = $2 WHERE id = 1", [at, hash], cancellation); // the last leaf is never pruned
        return at;
    }
}
