using System.Globalization;
using Sallyport.Gateway.Telemetry;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>Keeps the log in a bucket as C2SP tlog-tiles lays it out: whoever copies the bucket to a folder can verify it offline.</summary>
/// <remarks>Every upload ends with a signed checkpoint, the cursor is its size. Order: bundles and tiles, then <c>checkpoints/SIZE</c>, then <c>checkpoint</c>: a reader never sees a promise before what it covers.</remarks>
internal sealed class S3Archive : IExporter
{
    /// <summary>Leaves in one go, so that a long backlog is stored step by step.</summary>
    private const long MaxStep = 64 * 1024;

    private const int CheckpointPage = 1_000;

    private readonly S3Target _target;
    private readonly ExportDefinition _definition;
    private readonly ILedgerStore _ledger;
    private readonly ExportProgress _progress;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly S3Bucket _bucket;
    private long? _uploadedAt;

    public S3Archive(S3Target target, ExportDefinition definition, ILedgerStore ledger, ExportProgress progress, GatewayMetrics metrics, TimeProvider time)
    {
        (_target, _definition, _ledger, _progress, _metrics, _time) = (target, definition, ledger, progress, metrics, time);
        _bucket = new S3Bucket(target, definition.Timeout, time);
    }

    public async ValueTask<long> AdvanceAsync(long from, CancellationToken cancellation)
    {
        var checkpoints = await _ledger.CheckpointsAsync(from + 1, CheckpointPage, cancellation);
        if (checkpoints.Count == 0) return from;
        var isFull = checkpoints.Count == CheckpointPage || checkpoints[^1].Size - from > MaxStep;
        if (!isFull && _uploadedAt is { } at && _time.GetElapsedTime(at) < _target.Every) return from;

        var taken = checkpoints.Where(c => c.Size - from <= MaxStep).ToArray();
        if (taken.Length == 0) taken = [checkpoints[0]];
        var size = taken[^1].Size;
        await PutBundlesAsync(from, size, cancellation);
        await PutTilesAsync(from, size, cancellation);
        foreach (var checkpoint in taken) await _bucket.PutAsync(string.Create(CultureInfo.InvariantCulture, $"checkpoints/{checkpoint.Size:D20}"), checkpoint.Note, cancellation);
        await _bucket.PutAsync("checkpoint", taken[^1].Note, cancellation);
        _uploadedAt = _time.GetTimestamp();
        _progress.Wrote(size - from, 0);
        _metrics.Exported(_definition.Name, (int)(size - from));
        return size;
    }

    public ValueTask DisposeAsync()
    {
        _bucket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask PutBundlesAsync(long from, long size, CancellationToken cancellation)
    {
        for (var index = from / TileCoordinate.FullWidth; index * TileCoordinate.FullWidth < size; index++)
        {
            var bundle = TileCoordinate.In(size, TileCoordinate.EntriesLevel, index);
            var first = index * TileCoordinate.FullWidth;
            var leaves = await _ledger.ReadAsync(first, bundle.Width, cancellation);
            if (leaves.Count != bundle.Width || leaves[^1].Sequence != first + bundle.Width - 1) throw new ExportFaultException("leaf_missing");
            await _bucket.PutAsync(bundle.Path, EntryBundle.Encode([.. leaves.Select(l => l.Json)]), cancellation);
        }
    }

    private async ValueTask PutTilesAsync(long from, long size, CancellationToken cancellation)
    {
        for (var level = 0; level <= TileCoordinate.MaxLevel && TileCoordinate.HashesAt(level, size) > 0; level++)
        {
            for (var index = TileCoordinate.HashesAt(level, from) / TileCoordinate.FullWidth; TileCoordinate.In(size, level, index) is { Width: > 0 } tile; index++)
            {
                // The stored tile may have grown since; what this checkpoint covers is its beginning.
                if (_ledger.FindTile(level, index) is not { } hashes || hashes.Length < tile.Width * LeafHash.Size) throw new ExportFaultException("tile_missing");
                await _bucket.PutAsync(tile.Path, hashes[..(tile.Width * LeafHash.Size)], cancellation);
            }
        }
    }
}
