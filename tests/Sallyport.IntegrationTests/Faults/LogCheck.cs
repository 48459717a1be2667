using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>Opens a data directory as a start after a fault would, and proves its log.</summary>
internal static class LogCheck
{
    /// <summary>Places run without a gap, each leaf follows the one before, the checkpoint is signed and its root is that of the leaves, and each receipt has an inclusion proof.</summary>
    /// <param name="receipts">Sequence numbers that were acknowledged.</param>
    /// <returns>All leaves, in order.</returns>
    public static async Task<List<StoredLeaf>> VerifyAsync(string directory, IEnumerable<long>? receipts = null)
    {
        using var data = await DataDirectory.OpenAsync(directory, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await data.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        using var checkpointer = new Checkpointer(data.Ledger, data.Signer, TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger<Checkpointer>.Instance);
        var stored = await checkpointer.CheckpointAsync(CancellationToken.None);
        Assert.True(SignedNote.TryParse(stored.Note.Span, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint) && checkpoint.Size == stored.Size);

        var leaves = new List<StoredLeaf>();
        while (await data.Ledger.ReadAsync(leaves.Count, 10_000, CancellationToken.None) is { Count: > 0 } page) leaves.AddRange(page);
        Assert.Equal(stored.Size, leaves.Count);
        var hash = new byte[LeafHash.Size];
        var tree = new TreeFrontier();
        for (var i = 0; i < leaves.Count; i++)
        {
            Assert.Equal(i, leaves[i].Sequence);
            LeafChain.Step(i, leaves[i].Json.Span, hash);
            tree.Add(hash);
        }

        Assert.True(Checkpoint.TryParse(note!.Text, out var head) && head.Root.Span.SequenceEqual(tree.Root()), "the checkpoint's root is not that of the leaves");
        using var key = NoteVerifier.Parse(data.Signer.VerifierKey);
        var policy = new CheckpointPolicy([key], [], 0);
        var tiles = new LedgerTiles(data.Ledger);
        foreach (var receipt in receipts ?? [0])
        {
            Assert.InRange(receipt, 0, leaves.Count - 1);
            LeafHash.Compute(leaves[(int)receipt].Json.Span, hash);
            Assert.True(TlogProof.Create(tiles, receipt, note!).Verify(hash, policy, out var problem), $"leaf {receipt}: {problem}");
        }

        return leaves;
    }
}
