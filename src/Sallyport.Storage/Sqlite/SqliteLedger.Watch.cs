using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Leaves;
using Sallyport.Storage.Files;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Mirror;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>Whether the files are still what this process wrote.</summary>
internal sealed partial class SqliteLedger
{
    private const long WorthShrinkingBytes = 256 * 1024;
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);

    private FileIdentity? _logIdentity;
    private int _logOpenings = -1;

    public long? MirrorLag => _mirror is null ? null : Math.Max(0, _transaction.Tail(stackalloc byte[LeafHash.Size]) - _mirror.Next);

    public string? Inspect()
    {
        _mirror?.LookAfterItself();
        if (_mirror?.Finding is { } finding) return finding;
        if (FileIdentity.Of(_database.Path) is not { } identity) return "file_deleted";
        if (identity != _identity) return "file_replaced";
        if (FileIdentity.IsReadOnly(_database.Path)) return "read_only";
        return InspectWriteAheadLog() ?? InspectTail();
    }

    public async ValueTask ProbeAsync(CancellationToken cancellation)
    {
        if (_mirror is { Devices.MinSuccess: 2 } mirror && (mirror.HasFailed || mirror.IsBusy))
        {
            mirror.LookAfterItself(); // it must have caught up before anything new is tried: each try would leave a leaf in the database
            throw new StoreUnavailableException("The second device does not answer.");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbeLimit);
        try
        {
            // A value that differs each time: SQLite does not write what is there already.
            await _database.WriteAsync(
                c => c.Execute("INSERT INTO setting (name, value) VALUES ('audit.probe', randomblob(8)) ON CONFLICT (name) DO UPDATE SET value = excluded.value") == 1, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The writer of the log hangs.");
        }
    }

    public void Shrink()
    {
        try
        {
            var log = new FileInfo(_database.Path + "-wal");
            if (log.Exists && log.Length >= WorthShrinkingBytes) _database.Read(c => c.Number("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
        catch (Exception e) when (e is StoreUnavailableException or SqliteException or IOException)
        {
            // no room to copy it back, or somebody reads: the next look tries again
        }
    }

    public void UseDatabase(bool use) => _transaction.UseDatabase(use);

    /// <summary>Commits that were not yet copied back live in this file alone.</summary>
    private string? InspectWriteAheadLog()
    {
        var identity = FileIdentity.Of(_database.Path + "-wal");
        var openings = _transaction.Openings;
        if (openings != _logOpenings)
        {
            (_logIdentity, _logOpenings) = (identity, openings); // reopening may have made it anew
            return null;
        }

        if (_logIdentity is null) _logIdentity = identity;
        return identity == _logIdentity ? null : identity is null ? "file_deleted" : "file_replaced";
    }

    private string? InspectTail()
    {
        Span<byte> written = stackalloc byte[LeafHash.Size], found = stackalloc byte[LeafHash.Size];
        var next = _transaction.Tail(written);
        if (next == 0) return null;
        try
        {
            using var connection = _database.OpenOwn(); // a pooled one could still see a file that is gone
            using var command = connection.Command("SELECT body FROM leaf WHERE seq = $seq", ("$seq", next - 1));
            if (command.ExecuteScalar() is not byte[] body) return "rewound";
            LeafHash.Compute(body, found);
            return found.SequenceEqual(written) ? null : "changed";
        }
        catch (SqliteException e)
        {
            return SqliteLeafTransaction.IsDamage(e) ? "damaged" : null;
        }
    }

    private SecondDevice Join(LedgerDevices devices)
    {
        SecondDevice? mirror = null;
        try
        {
            mirror = new SecondDevice(devices, Origin, (from, most) => ReadNow(from, most));
            _transaction.Join(mirror);
            return mirror;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or FormatException or LogContradictionException)
        {
            mirror?.Dispose();
            throw new InstallationException($"audit.mirror.path {devices.MirrorPath} cannot be used: {e.Message}", e);
        }
    }
}
