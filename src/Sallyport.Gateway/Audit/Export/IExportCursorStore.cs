namespace Sallyport.Gateway.Audit.Export;

/// <summary>Remembers how far each export has come, and which gateway runs it: of several on one database, one.</summary>
public interface IExportCursorStore
{
    /// <summary>Takes or keeps an export for one gateway, and reads its cursor.</summary>
    /// <param name="export">Name in the configuration.</param>
    /// <param name="holder">Name of the gateway; the same after a restart.</param>
    /// <param name="now">A hold that ended before is free.</param>
    /// <param name="lease">How long the hold lasts if nothing renews it.</param>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time; so for every member.</exception>
    ValueTask<ExportHold> HoldAsync(string export, string holder, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Moves the cursor and renews the hold.</summary>
    /// <param name="next">First record that a restart hands over. Everything before it is safe at the receiver.</param>
    /// <returns>False if another gateway holds the export by now; then nothing was stored.</returns>
    ValueTask<bool> MoveAsync(string export, string holder, long next, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Gives the export back, so that another gateway need not wait for the lease.</summary>
    ValueTask ReleaseAsync(string export, string holder, CancellationToken cancellation);
}

/// <param name="IsHeld">False: another gateway runs this export.</param>
/// <param name="Next">First record to hand over; null before the first was.</param>
public readonly record struct ExportHold(bool IsHeld, long? Next);
