using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;

namespace Sallyport.Storage.Postgres;

/// <summary>All stores in one PostgreSQL database, which several nodes may share.</summary>
internal sealed class PostgresEngine(PostgresDatabase database) : IEngine
{
    public IAuditStore Audit => throw new InstallationException("The record on PostgreSQL is not available in this build. Use storage kind sqlite.");

    public IKeyStore Keys { get; } = new PostgresKeyStore(database);

    public IResponseStore Responses { get; } = new PostgresResponseStore(database);

    public IReviewStore Reviews { get; } = new PostgresReviewStore(database);

    public ISettingStore Settings { get; } = new PostgresSettingStore(database);

    /// <exception cref="InstallationException">Not our schema, a newer one, or a server that cannot be used.</exception>
    /// <exception cref="StoreUnavailableException">The server does not answer or refuses us.</exception>
    public static async Task<PostgresEngine> OpenAsync(DatabaseAddress address, int maxConnections, CancellationToken cancellation) =>
        new(await PostgresDatabase.OpenAsync(address, maxConnections, cancellation));

    public void Dispose() => database.Dispose();
}
