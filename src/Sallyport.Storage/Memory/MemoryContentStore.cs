using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Memory;

/// <summary>Kept texts in memory, for tests.</summary>
public sealed class MemoryContentStore : IContentStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Exchange, ContentSide Side), ContentPiece> _pieces = [];

    /// <summary>When set, every call fails with it: a store that is down.</summary>
    public Exception? Fault { get; set; }

    public ValueTask AddAsync(IReadOnlyList<ContentPiece> pieces, CancellationToken cancellation)
    {
        if (Fault is { } fault) return ValueTask.FromException(fault);
        lock (_gate)
        {
            foreach (var piece in pieces) _pieces.TryAdd((piece.ExchangeId, piece.Side), piece);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<ContentPiece>> FindAsync(Guid exchangeId, CancellationToken cancellation)
    {
        if (Fault is { } fault) return ValueTask.FromException<IReadOnlyList<ContentPiece>>(fault);
        lock (_gate) return new((IReadOnlyList<ContentPiece>)[.. _pieces.Values.Where(p => p.ExchangeId == exchangeId).OrderBy(p => p.Side)]);
    }

    public ValueTask<int> PruneAsync(DateTimeOffset now, IReadOnlyList<Hold> holds, CancellationToken cancellation)
    {
        if (Fault is { } fault) return ValueTask.FromException<int>(fault);
        lock (_gate)
        {
            var due = _pieces.Where(p => p.Value.KeptUntil <= now && !holds.Any(h => h.IsActive && h.Covers(p.Value.KeyId, p.Value.Subject, p.Value.At))).Select(p => p.Key).ToArray();
            foreach (var key in due) _pieces.Remove(key);
            return new(due.Length);
        }
    }

    public ValueTask<long> BytesAsync(CancellationToken cancellation)
    {
        if (Fault is { } fault) return ValueTask.FromException<long>(fault);
        lock (_gate) return new(_pieces.Values.Sum(p => (long)p.Sealed.Length));
    }
}
