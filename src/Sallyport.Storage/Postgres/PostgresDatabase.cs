using System.Net.Sockets;
using Npgsql;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Postgres;

/// <summary>One PostgreSQL database: pooled connections, a deadline for every call, and one kind of exception for "no answer".</summary>
/// <remarks>Nothing here depends on the state of a session, so a pooler between us and the server may hand out another one for each transaction.</remarks>
internal sealed class PostgresDatabase : IDisposable
{
    /// <summary>Longest time until a call has an answer or has failed, waiting for a free connection included.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>When the server is asked to give up. What is left until <see cref="Deadline"/> is for its answer to that.</summary>
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(GiveUpSeconds);

    /// <summary>The same for statements that block.</summary>
    public const int GiveUpSeconds = 4;

    private readonly NpgsqlDataSource _source;

    private PostgresDatabase(DatabaseAddress address, int maxConnections)
    {
        var settings = PostgresConnection.Settings(address);
        settings.MaxPoolSize = maxConnections;
        Address = address;
        _source = NpgsqlDataSource.Create(settings);
    }

    public DatabaseAddress Address { get; }

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <exception cref="InstallationException">Not our schema, a newer one, or a server that cannot be used.</exception>
    /// <exception cref="StoreUnavailableException">The server does not answer or refuses us.</exception>
    public static async Task<PostgresDatabase> OpenAsync(DatabaseAddress address, int maxConnections, CancellationToken cancellation)
    {
        var database = new PostgresDatabase(address, maxConnections);
        try
        {
            await database.CallAsync(PostgresMigrator.MigrateAsync, PostgresMigrator.Deadline, PostgresMigrator.Deadline, cancellation);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements on one connection. Statements that belong together need a transaction or a batch of their own.</summary>
    /// <exception cref="StoreUnavailableException">No answer within <see cref="Deadline"/>, or the server said no. A write may or may not have happened.</exception>
    public ValueTask<T> CallAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken cancellation) =>
        new(CallAsync(call, GiveUp, Deadline, cancellation));

    /// <summary>Runs a statement and blocks until it has an answer; it sets its own limit. For who walks the tree and cannot wait otherwise.</summary>
    /// <exception cref="StoreUnavailableException">No answer in time, or the server said no.</exception>
    public T Call<T>(Func<NpgsqlConnection, T> call)
    {
        try
        {
            using var connection = _source.OpenConnection();
            return call(connection);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            if (PostgresFailure.IsBroken(e)) _source.Clear();
            throw PostgresFailure.ToUnavailable(e);
        }
    }

    /// <summary>Runs a write in one transaction. It commits when <paramref name="write"/> returns true.</summary>
    /// <exception cref="StoreUnavailableException">No answer within <see cref="Deadline"/>, or the server said no. Unless the answer to the commit was lost, nothing was written.</exception>
    public ValueTask<bool> WriteAsync(Func<NpgsqlConnection, CancellationToken, Task<bool>> write, CancellationToken cancellation) => CallAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, token);
            if (!await write(connection, token)) return false;
            await transaction.CommitAsync(token);
            return true;
        },
        cancellation);

    public void Dispose() => _source.Dispose();

    private async Task<T> CallAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> call, TimeSpan giveUp, TimeSpan deadline, CancellationToken cancellation)
    {
        try
        {
            // The second wait is for a server that hangs: the driver would wait for its answer to the cancelling as well.
            var result = await RunAsync(call, giveUp, cancellation).WaitAsync(deadline, cancellation);
            await Task.Yield(); // off the thread that reads the sockets: who goes on from here may block in Call, and would wait for itself
            return result;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException or IOException or SocketException)
        {
            if (PostgresFailure.IsBroken(e)) _source.Clear(); // the other idle connections are most likely broken as well
            throw PostgresFailure.ToUnavailable(e);
        }
    }

    /// <summary>Goes on when the caller has left, so it owns its limit.</summary>
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> call, TimeSpan giveUp, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(giveUp);
        await using var connection = await _source.OpenConnectionAsync(limit.Token);
        return await call(connection, limit.Token);
    }
}
