using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.IntegrationTests.Ledger;
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
    public async Task Both_verifiers_find_a_log_of_every_kind_of_text_sound()
    {
        using var checkpointer = NewCheckpointer();
        foreach (var text in new[] { "plain", "caf\u00e9 e\u0301", "\u0001\t\"\\/", "\ud83d\ude00 \ud800", "\u2028\ufeff", new string('x', 2_000) })
        {
            var intent = await Store.AppendAsync(Entry() with { Type = AuditEntryType.Intent, ModelAsked = text }, default);
            await Store.AppendAsync(Entry() with { IntentSequence = intent, ModelUsed = text }, default);
            await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Store.AppendAsync(Entry(), default).AsTask()));
            await checkpointer.CheckpointAsync(default);
        }

        Assert.Equal(373, await SoundLog.AssertAsync(Log, checkpointer, _signer.VerifierKey));
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

    [Fact]
    public async Task Pruning_leaves_the_first_the_last_and_what_no_checkpoint_covers_alone()
    {
        for (var i = 0; i < 4; i++) await Store.AppendAsync(Entry(), default);
        using var checkpointer = NewCheckpointer();
        Assert.Equal(0, await Pruning.PruneAsync([0, 1, 2, 3, 4], default)); // no checkpoint yet
        await checkpointer.CheckpointAsync(default); // covers 0 to 4
        Assert.Equal(3, await Pruning.PruneAsync([0, 1, 2, 3, 4], default));
        for (var i = 0; i < 2; i++) await Store.AppendAsync(Entry(), default);
        Assert.Equal(1, await Pruning.PruneAsync([0, 1, 2, 3, 4, 5, 6, 7], default)); // 4 is no longer the last, 5 and 6 are not covered
        Assert.Equal([false, true, true, true, true, false, false], (await Log.ReadAsync(0, 10, default)).Select(l => l.Json.IsEmpty));
        Assert.Equal([6, 5, 0], (await Store.ListAsync(new AuditQuery(), default)).Select(l => l.Sequence));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Pruning.PruneAsync(new long[1_001], default));
    }

    [Fact]
    public async Task What_was_pruned_keeps_its_hash_and_the_log_goes_on()
    {
        using var checkpointer = NewCheckpointer();
        for (var i = 0; i < 300; i++) await Store.AppendAsync(Entry(), default);
        await checkpointer.CheckpointAsync(default);
        var hash = new byte[LeafHash.Size];
        LeafHash.Compute((await Log.ReadAsync(7, 1, default))[0].Json.Span, hash);
        Assert.Equal(250, await Pruning.PruneAsync([.. Enumerable.Range(1, 250).Select(i => (long)i)], default));
        await Store.AppendAsync(Entry(), default);
        var last = await checkpointer.CheckpointAsync(default);
        var tiles = new LedgerTiles(Log);
        Assert.Equal(302, last.Size);
        Assert.True(MerkleProofs.VerifyInclusion(hash, 7, last.Size, MerkleProofs.Inclusion(tiles, 7, last.Size), RootOf(last)));
    }

    [Fact]
    public async Task A_pruned_intent_is_not_closed_as_interrupted()
    {
        var open = await Store.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
        var closed = await Store.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
        await Store.AppendAsync(Entry() with { IntentSequence = closed }, default);
        await Store.AppendAsync(Entry(), default);
        using var checkpointer = NewCheckpointer();
        await checkpointer.CheckpointAsync(default);
        Assert.Equal(2, await Pruning.PruneAsync([open, closed + 1], default)); // an intent, and a result whose intent stays
        Assert.Equal(0, await Store.CloseInterruptedAsync(Noon, default));
    }

    private ILeafPruning Pruning => (ILeafPruning)Store;

    protected Checkpointer NewCheckpointer() => new(Log, _signer, TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger<Checkpointer>.Instance);

    private static byte[] RootOf(StoredCheckpoint stored)
    {
        Assert.True(SignedNote.TryParse(stored.Note.Span, out var note));
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
        Assert.Equal(stored.Size, checkpoint.Size);
        return checkpoint.Root.ToArray();
    }
}
