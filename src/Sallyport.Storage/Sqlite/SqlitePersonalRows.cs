using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Sqlite;

/// <summary>Traces of persons in the SQLite file.</summary>
internal sealed class SqlitePersonalRows(SqliteDatabase database) : IPersonalRows
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async ValueTask<int> ForgetResponsesAsync(IReadOnlyList<string> keyIds, CancellationToken cancellation)
    {
        var forgotten = 0;
        await database.WriteAsync(
            connection =>
            {
                foreach (var id in keyIds) forgotten += connection.Execute("DELETE FROM response WHERE key_id = $key", ("$key", id));
                return true;
            },
            cancellation);
        return forgotten;
    }

    public async ValueTask<bool> ScrubAsync(CancellationToken cancellation)
    {
        using (await database.WriteAsync(cancellation)) Rewrite();
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            // The log's copies of the old pages go only when nobody reads them; a reader here is done in no time.
            if (database.Read(c => c.Number("PRAGMA wal_checkpoint(TRUNCATE)")) == 0) return true;
            await Task.Delay(Pause, cancellation);
        }

        return false;
    }

    /// <summary>A page that was split keeps copies of moved rows in its unused part, which secure_delete does not touch. Freeing all pages of the table does.</summary>
    /// <remarks>The whole file is not rewritten: VACUUM would hold up the record for as long as the log is large.</remarks>
    private void Rewrite()
    {
        try
        {
            using var connection = database.OpenOwn();
            connection.Execute("PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF"); // with foreign keys it would delete row by row
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute("CREATE TEMP TABLE kept AS SELECT * FROM virtual_key; DELETE FROM virtual_key; INSERT INTO virtual_key SELECT * FROM kept; DROP TABLE kept");
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw SqliteDatabase.Unavailable(e);
        }
    }
}
