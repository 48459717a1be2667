using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Ledger;

/// <summary>A log of one engine, opened for reading and appending.</summary>
internal interface ILedger : IAuditStore, ILedgerStore, ILeafPruning, IWatchedLog, IDisposable;
