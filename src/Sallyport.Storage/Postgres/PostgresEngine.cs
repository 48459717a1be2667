using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Governance;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Subjects;

namespace Sallyport.Storage.Postgres;

/// <summary>All stores in one PostgreSQL database, which several nodes may share.</summary>
internal sealed class PostgresEngine(PostgresDatabase database) : IEngine
{
    private PostgresLimitStore? _limits;

    public ISubjectRows Subjects { get; } = new PostgresSubjectStore(database);

    public IReadModelStore ReadModels { get; } = new PostgresReadModelStore(database);

    public IPersonalRows Persons { get; } = new PostgresPersonalRows(database);

    public IContentStore Contents { get; } = new PostgresContentStore(database);

    public IKeyStore Keys { get; } = new PostgresKeyStore(database);

    public IResponseStore Responses { get; } = new PostgresResponseStore(database);

    public IReviewStore Reviews { get; } = new PostgresReviewStore(database);

    public ISettingStore Settings { get; } = new PostgresSettingStore(database);

    public IExportCursorStore ExportCursors { get; } = new PostgresExportCursorStore(database);

    public IAdminStore Administrators { get; } = new PostgresAdminStore(database);

    public IApprovalStore Approvals { get; } = new PostgresApprovalStore(database);

    public IHoldStore Holds { get; } = new PostgresHoldStore(database);

    public ILimitStore Limits => _limits ?? throw new InvalidOperationException("Slices belong to the node that opened the log.");

    public IStopStore Stops { get; } = new PostgresStopStore(database);

    public IAlertStore Alerts { get; } = new PostgresAlertStore(database);

    /// <exception cref="InstallationException">Not our schema, a newer one, or a server that cannot be used.</exception>
    /// <exception cref="StoreUnavailableException">The server does not answer or refuses us.</exception>
    public static async Task<PostgresEngine> OpenAsync(DatabaseAddress address, int maxConnections, CancellationToken cancellation) =>
        new(await PostgresDatabase.OpenAsync(address, maxConnections, cancellation));

    /// <remarks>The server watches its own disks, and a second device holds one node's leaves only: neither applies here.</remarks>
    public ILedger OpenLedger(LedgerIdentity identity, LedgerState state, LedgerDevices devices, TimeProvider time, ILoggerFactory loggers)
    {
        _limits = new PostgresLimitStore(database, identity);
        return PostgresLedger.Open(database, identity, time, loggers, state: state);
    }

    public void Dispose() => database.Dispose();
}
