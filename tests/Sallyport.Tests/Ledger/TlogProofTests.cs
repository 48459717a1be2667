using System.Security.Cryptography;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class TlogProofTests : IDisposable
{
    private const int Size = 300;
    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, Size).Select(i => SHA256.HashData(BitConverter.GetBytes(i)))];

    private readonly NoteSigner _log = NoteSigner.FromNoteForm(NoteSigner.Generate("log.example/audit"));
    private readonly WitnessSigner _witness = WitnessSigner.FromNoteForm(NoteSigner.Generate("witness.example/1"));
    private readonly MemoryTiles _tiles = new();

    public TlogProofTests() => TileWriter.Append(_tiles, 0, Leaves.SelectMany(h => h).ToArray());

    [Theory]
    [InlineData(0, 1, new byte[0])]
    [InlineData(0, Size, new byte[] { 1, 2, 3 })]
    [InlineData(257, Size, new byte[0])]
    [InlineData(299, Size, new byte[0])]
    public void A_proof_written_and_read_shows_the_record_and_no_other(long index, long size, byte[] extra)
    {
        var made = TlogProof.Create(_tiles, index, Head(size), extra);
        Assert.True(TlogProof.TryParse(made.Format(), out var proof));
        Assert.Equal(extra, proof.Extra.ToArray());
        Assert.True(proof.Verify(Leaves[index], Policy(0), out _));
        Assert.False(proof.Verify(Leaves[(index + 1) % Size], Policy(0), out var problem));
        Assert.Equal("the record is not at this place of the log", problem);
    }

    [Fact]
    public void A_proof_has_the_lines_of_the_specification()
    {
        var lines = TlogProof.Create(_tiles, 1, Head(2), new byte[] { 1, 2, 3 }).Format().Split('\n');
        Assert.Equal(["c2sp.org/tlog-proof@v1", "extra AQID", "index 1", Convert.ToBase64String(Leaves[0]), "", "log.example/audit", "2"], lines[..7]);
    }

    [Fact]
    public void Without_the_quorum_a_proof_is_not_believed()
    {
        var head = Head(Size);
        Assert.False(TlogProof.Create(_tiles, 5, head).Verify(Leaves[5], Policy(1), out var problem));
        Assert.Equal("0 of 1 witnesses cosigned the checkpoint", problem);
        Assert.True(TlogProof.Create(_tiles, 5, head.With(_witness.Cosign(head.Text, Records.Start))).Verify(Leaves[5], Policy(1), out _));
    }

    [Fact]
    public void No_change_of_one_character_leaves_a_proof_valid()
    {
        var text = TlogProof.Create(_tiles, 7, Head(Size)).Format();
        for (var i = 0; i < text.Length; i++)
        {
            var changed = text.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            var holds = TlogProof.TryParse(new string(changed), out var proof) && proof.Verify(Leaves[7], Policy(0), out _);
            Assert.False(holds, $"character {i}");
        }
    }

    [Theory]
    [InlineData("index 1\n", "index 01\n")]
    [InlineData("index 1\n", "index -1\n")]
    [InlineData("index 1\n", "extra \nindex 1\n")]
    [InlineData("index 1\n", "extra AQI\nindex 1\n")]
    [InlineData("index 1\n", "")]
    [InlineData("c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n", "")]
    [InlineData("index 1\n", "index 1\nAAAA\n")]
    [InlineData("\n\n", "\n")]
    public void Another_form_is_refused(string part, string instead) =>
        Assert.False(TlogProof.TryParse(TlogProof.Create(_tiles, 1, Head(2)).Format().Replace(part, instead, StringComparison.Ordinal), out _));

    public void Dispose()
    {
        _log.Dispose();
        _witness.Dispose();
    }

    private SignedNote Head(long size) => new Checkpoint("log.example/audit", size, MerkleProofs.Root(_tiles, size)).Sign(_log);

    private CheckpointPolicy Policy(int quorum) => new([NoteVerifier.Parse(_log.VerifierKey)], [NoteVerifier.Parse(_witness.VerifierKey)], quorum);
}
