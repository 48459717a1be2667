using System.Buffers.Binary;
using Sallyport.Ledger.Leaves;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Mirror;

/// <summary>Leaves of one group commit on their way to the second device, framed as they will lie there, and who waits for them.</summary>
internal sealed class LeafBatch
{
    /// <summary>Bytes before the JSON of a leaf: length (4), sequence number (8), leaf hash (32); numbers are little-endian.</summary>
    public const int FrameBytes = 44;

    private readonly PendingAppend[] _waiting = new PendingAppend[LedgerQueue.MaxBatch];
    private byte[] _bytes = new byte[64 * 1024];
    private int _length, _waitingCount, _claimed;

    /// <summary>Place of the first leaf.</summary>
    public long First { get; private set; }

    /// <summary>Place after the last leaf.</summary>
    public long Next { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>True if those who wait may go as soon as the second device has the leaves.</summary>
    public bool MayRelease { get; set; }

    public void Start(long first)
    {
        (First, Next, _length, _waitingCount, MayRelease) = (first, first, 0, 0, false);
        Volatile.Write(ref _claimed, 0);
    }

    /// <param name="hash">Leaf hash of <paramref name="json"/>.</param>
    /// <param name="waiting">Who waits for it; null if nobody does.</param>
    public void Add(ReadOnlySpan<byte> json, ReadOnlySpan<byte> hash, PendingAppend? waiting)
    {
        if (_bytes.Length < _length + FrameBytes + json.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + FrameBytes + json.Length));
        var frame = _bytes.AsSpan(_length);
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[4..], Next++);
        hash[..LeafHash.Size].CopyTo(frame[12..]);
        json.CopyTo(frame[FrameBytes..]);
        _length += FrameBytes + json.Length;
        if (waiting is not null) _waiting[_waitingCount++] = waiting;
    }

    /// <summary>Takes the right to end the waiting. The two devices race for it, and one gets it.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Lets those who wait go. Only for who has claimed.</summary>
    public void Release()
    {
        for (var i = 0; i < _waitingCount; i++) _waiting[i].Succeed();
    }
}
