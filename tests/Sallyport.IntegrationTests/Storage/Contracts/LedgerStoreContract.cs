using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every engine promises of the log beneath the record.</summary>
public abstract class LedgerStoreContract : AuditStoreContract
{
    private readonly NoteSigner _signer = NoteSigner.FromNoteForm(NoteSigner.Generate("test/log"));

    protected ILedgerStore Log => (ILedgerStore)Store;

    [Fact]
    public async Task A_new_log_begins_with_its_genesis()
    {
        Assert.Equal(1, await Log.SizeAsync(default));
        var leaf = Assert.Single(await Log.ReadAsync(0, 10, default));
        Assert.Equal((0, AuditEntryType.Genesis), (leaf.Sequence, leaf.Entry.Type));
        Assert.Null(await Log.LastCheckpointAsync(default));
    }

    [Fact]
    public async Task Leaves_are_read_in_order_from_anywhere()
    {
        for (var i = 0; i < 9; i++) await Store.AppendAsync(Entry(), default);
        Assert.Equal([4, 5, 6], (await Log.ReadAsync(4, 3, default)).Select(l => l.Sequence));
        Assert.Equal([8, 9], (await Log.ReadAsync(8, 100, default)).Select(l => l.Sequence));
        Assert.Empty(await Log.ReadAsync(10, 100, default));
    }

    [Fact]
    public async Task Every_leaf_is_provable_from_the_checkpoints_that_cover_it()
    {
        using var checkpointer = NewCheckpointer();
        var checkpoints = new List<StoredCheckpoint>();
        foreach (var more in new[] { 1, 30, 224, 1, 300, 500 })
        {
            await Task.WhenAll(Enumerable.Range(0, more).Select(_ => Store.AppendAsync(Entry(), default).AsTask()));
            checkpoints.Add(await checkpointer.CheckpointAsync(default));
        }

        var size = await Log.SizeAsync(default);
        Assert.Equal(1_057, size);
        Assert.Equal(checkpoints.Select(c => c.Size), (await Log.CheckpointsAsync(0, 100, default)).Select(c => c.Size));
        Assert.Equal(size, (await Log.LastCheckpointAsync(default))!.Size);

        var tiles = new LedgerTiles(Log);
        var leaves = await Log.ReadAsync(0, 10_000, default);
        var hash = new byte[LeafHash.Size];
        foreach (var checkpoint in checkpoints)
        {
            var root = RootOf(checkpoint);
            Assert.Equal(MerkleProofs.Root(tiles, checkpoint.Size), root);
            foreach (var index in new[] { 0, 1, checkpoint.Size / 2, checkpoint.Size - 1 }.Distinct())
            {
                LeafHash.Compute(leaves[(int)index].Json.Span, hash);
                Assert.True(MerkleProofs.VerifyInclusion(hash, index, checkpoint.Size, MerkleProofs.Inclusion(tiles, index, checkpoint.Size), root));
            }

            Assert.True(MerkleProofs.VerifyConsistency(checkpoint.Size, size, root, RootOf(checkpoints[^1]), MerkleProofs.Consistency(tiles, checkpoint.Size, size)));
        }
    }

    [Fact]
    public async Task Two_integrators_make_one_line_of_checkpoints()
    {
        using var one = NewCheckpointer();
        using var two = NewCheckpointer();
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Store.AppendAsync(Entry(), default).AsTask()));
            await Task.WhenAll(Task.Run(async () => await one.CheckpointAsync(default)), Task.Run(async () => await two.CheckpointAsync(default)));
        }

        var checkpoints = await Log.CheckpointsAsync(0, 1_000, default);
        Assert.Equal(checkpoints.Select(c => c.Size).Order().Distinct(), checkpoints.Select(c => c.Size));
        var tiles = new LedgerTiles(Log);
        Assert.All(checkpoints, c => Assert.Equal(MerkleProofs.Root(tiles, c.Size), RootOf(c)));
        Assert.Equal(await Log.SizeAsync(default), checkpoints[^1].Size);
    }

    [Fact]
    public async Task A_checkpoint_that_does_not_follow_the_last_one_is_not_taken()
    {
        using var checkpointer = NewCheckpointer();
        await Store.AppendAsync(Entry(), default);
        var last = await checkpointer.CheckpointAsync(default);
        var forged = new StoredCheckpoint(last.Size + 5, last.Note, last.At);
        Assert.False(await Log.IntegrateAsync(last.Size - 1, [new StoredTile(0, 0, new byte[32])], forged, default));
        Assert.Equal(last.Size, (await Log.LastCheckpointAsync(default))!.Size);
        Assert.Equal(2 * 32, Log.FindTile(0, 0)!.Value.Length);
    }

    [Fact]
    public async Task Nothing_new_makes_no_new_checkpoint()
    {
        using var checkpointer = NewCheckpointer();
        var first = await checkpointer.CheckpointAsync(default);
        Assert.Equal(first.Size, (await checkpointer.CheckpointAsync(default)).Size);
        Assert.Single(await Log.CheckpointsAsync(0, 10, default));
    }

    [Fact]
    public async Task A_cosignature_is_kept_with_its_checkpoint()
    {
        using var checkpointer = NewCheckpointer();
        var checkpoint = await checkpointer.CheckpointAsync(default);
        byte[] more = [.. checkpoint.Note.Span, (byte)'x'];
        await Log.CosignAsync(checkpoint.Size, more, default);
        Assert.Equal(more, (await Log.LastCheckpointAsync(default))!.Note.ToArray());
    }

    protected Checkpointer NewCheckpointer() => new(Log, _signer, TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger<Checkpointer>.Instance);

    private static byte[] RootOf(StoredCheckpoint stored)
    {
        Assert.True(SignedNote.TryParse(stored.Note.Span, out var note));
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
        Assert.Equal(stored.Size, checkpoint.Size);
        return checkpoint.Root.ToArray();
    }
}
