using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class MerkleTests
{
    private const int Most = 600;
    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, 70_000).Select(i => SHA256.HashData(BitConverter.GetBytes(i)))];

    /// <summary>The eight leaves of the test data that Certificate Transparency implementations share, and the root at each size.</summary>
    private static readonly string[] PublishedLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    private static readonly string[] PublishedRoots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_published_leaves_have_the_published_roots()
    {
        var (frontier, tiles) = (new TreeFrontier(), new MemoryTiles());
        Assert.Equal(PublishedRoots[0], Convert.ToHexStringLower(frontier.Root()));
        for (var i = 0; i < PublishedLeaves.Length; i++)
        {
            var leaf = SHA256.HashData([0, .. Convert.FromHexString(PublishedLeaves[i])]);
            frontier.Add(leaf);
            TileWriter.Append(tiles, i, leaf);
            Assert.Equal(PublishedRoots[i + 1], Convert.ToHexStringLower(frontier.Root()));
            Assert.Equal(PublishedRoots[i + 1], Convert.ToHexStringLower(MerkleProofs.Root(tiles, i + 1)));
        }
    }

    [Fact]
    public void The_root_is_the_same_from_the_definition_the_frontier_and_the_tiles_at_every_size()
    {
        var (frontier, tiles) = (new TreeFrontier(), TilesOf(Most));
        for (var size = 0; size <= Most; size++)
        {
            Assert.Equal(Definition(Leaves.AsSpan(0, size)), frontier.Root());
            Assert.Equal(frontier.Root(), MerkleProofs.Root(tiles, size));
            Assert.Equal(frontier.Save(), TreeFrontier.FromTiles(tiles, size).Save());
            frontier.Add(Leaves[size]);
        }
    }

    [Fact]
    public void A_frontier_saved_and_restored_goes_on_as_before()
    {
        var frontier = new TreeFrontier();
        for (var size = 0; size < Most; size++)
        {
            frontier = TreeFrontier.Restore(frontier.Save());
            Assert.Equal(size, frontier.Size);
            frontier.Add(Leaves[size]);
        }

        Assert.Equal(Definition(Leaves.AsSpan(0, Most)), frontier.Root());
        Assert.Throws<InvalidDataException>(() => TreeFrontier.Restore(frontier.Save().AsSpan()[..^1]));
        Assert.Throws<InvalidDataException>(() => TreeFrontier.Restore([0, 1]));
    }

    [Fact]
    public void Tiles_are_the_same_however_the_leaves_arrive() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt[]>(), steps =>
        {
            var tiles = new MemoryTiles();
            var size = 0;
            foreach (var step in steps)
            {
                var added = step.Get * 37 % 700;
                TileWriter.Append(tiles, size, Leaves[size..(size + added)].SelectMany(h => h).ToArray());
                size += added;
            }

            var whole = TilesOf(size);
            return tiles.Kept.Count == whole.Kept.Count && whole.Kept.All(t => tiles.Kept[t.Key].AsSpan().SequenceEqual(t.Value));
        }));

    [Fact]
    public void Appending_names_exactly_the_tiles_that_changed()
    {
        var tiles = TilesOf(69_999);
        var names = TileWriter.Append(tiles, 69_999, Leaves[69_999]).Select(t => t.Path);
        Assert.Equal(["tile/0/273.p/112"], names);
        Assert.Equal(["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"], TileWriter.Append(new MemoryTiles(), 0, Leaves[..300].SelectMany(h => h).ToArray()).Select(t => t.Path));
        Assert.Equal("tile/2/000.p/1", TilesOf(70_000).Kept.Keys.Where(k => k.Level == 2).Select(k => TileCoordinate.In(70_000, k.Level, k.Index).Path).Single());
        Assert.Equal(Definition(Leaves), MerkleProofs.Root(tiles, 70_000));
    }

    [Fact]
    public void Every_leaf_of_every_tree_has_a_proof_that_holds()
    {
        var tiles = TilesOf(Most);
        foreach (var size in Sizes(Most))
        {
            var root = MerkleProofs.Root(tiles, size);
            for (var index = 0; index < size; index++)
                Assert.True(MerkleProofs.VerifyInclusion(Leaves[index], index, size, MerkleProofs.Inclusion(tiles, index, size), root));
        }
    }

    [Fact]
    public void Every_tree_has_a_proof_that_it_continues_each_smaller_one()
    {
        var tiles = TilesOf(Most);
        var roots = Enumerable.Range(0, Most + 1).Select(size => MerkleProofs.Root(tiles, size)).ToArray();
        foreach (var size in Sizes(Most))
            for (var old = 0; old <= size; old++)
                Assert.True(MerkleProofs.VerifyConsistency(old, size, roots[old], roots[size], MerkleProofs.Consistency(tiles, old, size)));
    }

    [Fact]
    public void A_proof_of_inclusion_holds_for_nothing_else() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (s, i, where) =>
        {
            var size = (s.Get * 7919 % Most) + 1;
            var index = i.Get * 104_729L % size;
            var tiles = TilesOf(size);
            var (root, proof) = (MerkleProofs.Root(tiles, size), MerkleProofs.Inclusion(tiles, index, size));
            var leaf = Leaves[index];
            var refused = !MerkleProofs.VerifyInclusion(Leaves[index + 1], index, size, proof, root)
                && !MerkleProofs.VerifyInclusion(leaf, index + 1, size, proof, root) && !MerkleProofs.VerifyInclusion(leaf, index - 1, size, proof, root)
                && !MerkleProofs.VerifyInclusion(leaf, index, size, [.. proof, .. leaf], root) && !MerkleProofs.VerifyInclusion(leaf, index, size, [.. proof, 0], root)
                && !MerkleProofs.VerifyInclusion(leaf, -1, size, proof, root) && !MerkleProofs.VerifyInclusion(leaf, size, size, proof, root)
                && !MerkleProofs.VerifyInclusion(leaf, index, size, proof, Leaves[0]);
            if (proof.Length == 0) return refused;
            return refused && !MerkleProofs.VerifyInclusion(leaf, index, size, Flip(proof, where.Get), root) && !MerkleProofs.VerifyInclusion(leaf, index, size, proof.AsSpan()[..^LeafHash.Size], root);
        }));

    [Fact]
    public void A_proof_of_consistency_holds_for_nothing_else() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (s, o, where) =>
        {
            var size = (s.Get * 7919 % Most) + 2;
            var old = (o.Get * 104_729 % (size - 1)) + 1;
            var tiles = TilesOf(size);
            var (oldRoot, root, proof) = (MerkleProofs.Root(tiles, old), MerkleProofs.Root(tiles, size), MerkleProofs.Consistency(tiles, old, size));
            return !MerkleProofs.VerifyConsistency(old, size, oldRoot, root, Flip(proof, where.Get)) && !MerkleProofs.VerifyConsistency(old, size, Flip(oldRoot, where.Get), root, proof)
                && !MerkleProofs.VerifyConsistency(old, size, oldRoot, Flip(root, where.Get), proof) && !MerkleProofs.VerifyConsistency(old, size, oldRoot, root, proof.AsSpan()[..^LeafHash.Size])
                && !MerkleProofs.VerifyConsistency(old, size, oldRoot, root, [.. proof, .. root]) && !MerkleProofs.VerifyConsistency(size, old, root, oldRoot, proof)
                && !MerkleProofs.VerifyConsistency(old, size, root, oldRoot, proof) && !MerkleProofs.VerifyConsistency(0, size, oldRoot, root, []);
        }));

    [Fact]
    public void A_missing_tile_is_named()
    {
        var tiles = TilesOf(70_000);
        tiles.Kept.Remove((1, 0));
        Assert.Equal("tile/1/000 is missing", Assert.Throws<InvalidDataException>(() => MerkleProofs.Inclusion(tiles, 0, 70_000)).Message);
    }

    [Fact]
    public void Adding_a_leaf_does_not_allocate()
    {
        var frontier = new TreeFrontier();
        Assert.Equal(0, Allocations.LeastOf(() => frontier.Add(Leaves[0])));
    }

    private static MemoryTiles TilesOf(int size)
    {
        var tiles = new MemoryTiles();
        TileWriter.Append(tiles, 0, Leaves[..size].SelectMany(h => h).ToArray());
        return tiles;
    }

    /// <summary>Every size if thorough, else those about the edges of subtrees and tiles and every 97th.</summary>
    private static IEnumerable<int> Sizes(int most) => Enumerable.Range(1, most)
        .Where(size => Inspection.Properties.IsThorough || size < 34 || size % 97 == 0 || size is >= 63 and <= 65 or >= 127 and <= 129 or >= 255 and <= 258 or >= 511 and <= 514 || size == most);

    private static byte[] Flip(byte[] bytes, int where)
    {
        var flipped = bytes.ToArray();
        flipped[where / 8 % bytes.Length] ^= (byte)(1 << (where % 8));
        return flipped;
    }

    /// <summary>RFC 6962 section 2.1, word for word.</summary>
    private static byte[] Definition(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.IsEmpty) return SHA256.HashData([]);
        if (leaves.Length == 1) return leaves[0];
        var split = 1;
        while (split * 2 < leaves.Length) split *= 2;
        return SHA256.HashData([1, .. Definition(leaves[..split]), .. Definition(leaves[split..])]);
    }
}
