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

namespace Sallyport.Storage;

/// <summary>One opened database with every store of an installation.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Opens the log, once; makes it on the first start.</summary>
    /// <param name="state">Told of faults of the log.</param>
    /// <param name="devices">Names a second device for it, if there is one.</param>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    /// <exception cref="InstallationException">The second device is not fit to use, or tells another story.</exception>
    ILedger OpenLedger(LedgerIdentity identity, LedgerState state, LedgerDevices devices, TimeProvider time, ILoggerFactory loggers);

    /// <summary>Where the keys of data subjects are kept.</summary>
    ISubjectRows Subjects { get; }

    /// <summary>What is folded from the log.</summary>
    IReadModelStore ReadModels { get; }

    /// <summary>Traces of persons outside the log.</summary>
    IPersonalRows Persons { get; }

    /// <summary>Kept texts.</summary>
    IContentStore Contents { get; }

    IKeyStore Keys { get; }

    IResponseStore Responses { get; }

    IReviewStore Reviews { get; }

    ISettingStore Settings { get; }

    IExportCursorStore ExportCursors { get; }

    IAdminStore Administrators { get; }

    IApprovalStore Approvals { get; }

    IHoldStore Holds { get; }

    /// <summary>Counters of limits and budgets. On PostgreSQL: for the node that opened the log.</summary>
    ILimitStore Limits { get; }

    IStopStore Stops { get; }

    IAlertStore Alerts { get; }
}
