using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Postgres;

/// <summary>Traces of persons in PostgreSQL.</summary>
internal sealed class PostgresPersonalRows(PostgresDatabase database) : IPersonalRows
{
    public ValueTask<int> ForgetResponsesAsync(IReadOnlyList<string> keyIds, CancellationToken cancellation) => database.CallAsync(
        (connection, token) => connection.ExecuteAsync("DELETE FROM sallyport.response WHERE key_id = ANY($1)", [keyIds.ToArray()], token),
        cancellation);

    /// <summary>Older versions of the rows may stay in the server's own write-ahead log until it is recycled.</summary>
    public async ValueTask<bool> ScrubAsync(CancellationToken cancellation) =>
        await database.RewriteAsync("sallyport.virtual_key", cancellation) & await database.RewriteAsync("sallyport.response", cancellation);
}
