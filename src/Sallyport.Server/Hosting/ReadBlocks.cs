using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Sallyport.Server.Hosting;

/// <summary>Blocks that the server reads requests into and writes answers from: four times its own size, so that a long prompt takes a quarter of the reads.</summary>
/// <remarks>A connection holds a block only while bytes pass through it, so a waiting stream costs none. What stays here between uses is bounded.</remarks>
internal sealed class ReadBlocks : MemoryPool<byte>
{
    private const int BlockBytes = 16 * 1024, MostKept = 256;

    private readonly Lock _gate = new();
    private readonly Stack<Block> _kept = new(MostKept); // last in, first out: that one is still in the processor's cache

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        lock (_gate)
            if (_kept.TryPop(out var kept)) return kept;
        return new Block(this);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate) _kept.Clear();
    }

    private void GiveBack(Block block)
    {
        lock (_gate)
            if (_kept.Count < MostKept) _kept.Push(block);
    }

    /// <summary>Makes one pool for each transport that asks.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ReadBlocks();
    }

    // Pinned from birth: the system writes into it while the collector may run.
    private sealed class Block(ReadBlocks home) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public void Dispose() => home.GiveBack(this);
    }
}
