namespace Sallyport.Storage.Postgres;

/// <summary>Writes tables anew, so that deleted rows leave their files.</summary>
internal static class PostgresRewriting
{
    /// <summary>A statement that runs on another connection keeps what it may still see through one rewriting; ours last moments, so a later one takes it.</summary>
    private const int Rounds = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <param name="statement"><c>VACUUM FULL</c> of one table.</param>
    /// <exception cref="Sallyport.Gateway.Authentication.StoreUnavailableException">No answer in time.</exception>
    public static async Task RewriteAsync(this PostgresDatabase database, string statement, CancellationToken cancellation)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (round > 0) await Task.Delay(Pause, cancellation);
            await database.CallAsync((connection, token) => connection.ExecuteAsync(statement, [], token), cancellation);
        }
    }
}
