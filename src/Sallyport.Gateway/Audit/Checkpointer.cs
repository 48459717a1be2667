using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.Gateway.Audit;

/// <summary>Puts durable leaves into the Merkle tree and signs checkpoints: every so often while there is something new, at shutdown, and on demand.</summary>
/// <remarks>
/// Leaves are ordered from the moment they are durable, each by the hash of the one before; a checkpoint makes that order provable to others.
/// With several gateways any of them may do this: the store takes a checkpoint only if it follows the last one, so a second integrator is harmless.
/// </remarks>
public sealed partial class Checkpointer : BackgroundService
{
    /// <summary>A checkpoint comes early once this many leaves wait for one.</summary>
    public const int MaxWaiting = 10_000;

    private const int Batch = 4_096;

    private readonly ILedgerStore _ledger;
    private readonly NoteSigner _signer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _every;
    private readonly SemaphoreSlim _turn = new(1);
    private TreeFrontier? _tree; // of the last checkpoint that this one knows

    /// <param name="every">Longest time between two checkpoints while there is something new.</param>
    public Checkpointer(ILedgerStore ledger, NoteSigner signer, TimeSpan every, TimeProvider time, ILogger<Checkpointer> logger) =>
        (_ledger, _signer, _every, _time, _logger) = (ledger, signer, every, time, logger);

    /// <summary>Raised after a checkpoint was stored, on the thread that made it.</summary>
    public event Action<StoredCheckpoint>? Made;

    /// <summary>Integrates every leaf that is durable now and signs.</summary>
    /// <returns>The checkpoint that covers them: a new one, or the last if nothing is new.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    /// <exception cref="InvalidDataException">The stored tree contradicts its own checkpoint or misses a tile: somebody changed it. Verify the log.</exception>
    public async ValueTask<StoredCheckpoint> CheckpointAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                var last = await _ledger.LastCheckpointAsync(cancellation);
                var size = await _ledger.SizeAsync(cancellation);
                if (size < last?.Size) throw new InvalidDataException($"The log has {size} leaves, and its last checkpoint commits to {last.Size}: leaves were taken away.");
                if (last is not null && size == last.Size) return last;
                if (await IntegrateAsync(last, size, cancellation) is { } made) return made;
                _tree = null; // another gateway was faster: begin again from what it stored
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var look = _every / 10;
        var since = _time.GetTimestamp();
        using var timer = new PeriodicTimer(look, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    if (_time.GetElapsedTime(since) < _every && await WaitingAsync(stoppingToken) < MaxWaiting) continue;
                    since = _time.GetTimestamp();
                    await CheckpointAsync(stoppingToken);
                }
                catch (Exception e) when (e is StoreUnavailableException or InvalidDataException)
                {
                    Log.Failed(_logger, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await CheckpointAsync(cancellationToken);
        }
        catch (Exception e) when (e is StoreUnavailableException or InvalidDataException or OperationCanceledException)
        {
            Log.Failed(_logger, e.Message);
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    private async ValueTask<long> WaitingAsync(CancellationToken cancellation) =>
        await _ledger.SizeAsync(cancellation) - ((await _ledger.LastCheckpointAsync(cancellation))?.Size ?? 0);

    /// <returns>Null if another integrator stored a checkpoint in between.</returns>
    private async ValueTask<StoredCheckpoint?> IntegrateAsync(StoredCheckpoint? last, long size, CancellationToken cancellation)
    {
        var from = last?.Size ?? 0;
        var tiles = new LedgerTiles(_ledger);
        if (_tree?.Size != from) _tree = Load(tiles, last);
        var hashes = await HashesAsync(from, size, cancellation);
        TileWriter.Append(tiles, from, hashes);
        for (var at = 0; at < hashes.Length; at += LeafHash.Size) _tree.Add(hashes.AsSpan(at, LeafHash.Size));

        var note = new Checkpoint(_ledger.Origin, size, _tree.Root()).Sign(_signer);
        var checkpoint = new StoredCheckpoint(size, note.ToBytes(), _time.GetUtcNow());
        if (!await _ledger.IntegrateAsync(from, tiles.Written, checkpoint, cancellation)) return null;
        Made?.Invoke(checkpoint);
        return checkpoint;
    }

    /// <summary>The tree as it was stored, which must be the one that its checkpoint commits to.</summary>
    private static TreeFrontier Load(LedgerTiles tiles, StoredCheckpoint? last)
    {
        if (last is null) return new TreeFrontier();
        var tree = TreeFrontier.FromTiles(tiles, last.Size);
        if (!SignedNote.TryParse(last.Note.Span, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint) || !checkpoint.Root.Span.SequenceEqual(tree.Root()))
            throw new InvalidDataException($"The tiles of the log do not give the root of its checkpoint of {last.Size} leaves.");
        return tree;
    }

    private async ValueTask<byte[]> HashesAsync(long from, long size, CancellationToken cancellation)
    {
        var hashes = new byte[(size - from) * LeafHash.Size];
        if (_ledger.TryReadHashes(from, (int)(size - from), hashes)) return hashes;
        for (var at = from; at < size;)
        {
            var leaves = await _ledger.ReadAsync(at, (int)Math.Min(Batch, size - at), cancellation);
            foreach (var leaf in leaves)
            {
                if (leaf.Sequence != at || leaf.Json.IsEmpty) throw new InvalidDataException($"Leaf {at} is not there, and no checkpoint covers it yet.");
                LeafHash.Compute(leaf.Json.Span, hashes.AsSpan((int)(at++ - from) * LeafHash.Size, LeafHash.Size));
            }

            if (leaves.Count == 0) throw new InvalidDataException($"Leaf {at} is not there.");
        }

        return hashes;
    }

    private static partial class Log
    {
        [LoggerMessage(9010, LogLevel.Critical, "No checkpoint could be made: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
