using System.Text;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class ArchiveTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SampleLog _log;

    public ArchiveTests() => _log = new SampleLog(Path.Combine(_scratch.Path, "log"));

    [Fact]
    public async Task What_is_written_is_read_back_byte_for_byte()
    {
        _log.Add(255).Add(1).Add(1).Sign().Add(343).Sign();
        var reader = new ArchiveReader(_log.Folder);
        Assert.Equal(600, reader.Size);
        var last = new byte[LeafHash.Size];
        var next = 0L;
        await foreach (var batch in reader.ReadLeavesAsync(CancellationToken.None))
        {
            foreach (var leaf in batch)
            {
                Assert.Equal(next++, leaf.Sequence);
                if (leaf.Sequence > 0) Assert.Contains($"\"prev\":\"{Convert.ToBase64String(last)}\"", Encoding.UTF8.GetString(leaf.Json.Span), StringComparison.Ordinal);
                LeafHash.Compute(leaf.Json.Span, last);
            }
        }

        Assert.Equal(600, next);
        Assert.True(SignedNote.TryParse(File.ReadAllBytes(Path.Combine(_log.Folder, "checkpoint")), out var note));
        Assert.True(Checkpoint.TryParse(note.Text, out var head));
        Assert.Equal(MerkleProofs.Root(reader, 600), head.Root.ToArray());
        Assert.True(_log.Policy.Judge(note).IsTrusted);
    }

    [Fact]
    public void The_files_are_those_of_tlog_tiles_and_the_checkpoints_kept()
    {
        _log.Add(257).Sign().Add(343).Sign();
        var files = Directory.GetFiles(_log.Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_log.Folder, f)).Order(StringComparer.Ordinal);
        Assert.Equal(["checkpoint", "checkpoints/00000000000000000257", "checkpoints/00000000000000000600", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"], files);
    }

    [Fact]
    public void Partial_files_of_the_last_checkpoint_stay_while_the_log_grows()
    {
        _log.Add(300).Sign().Add(10);
        Assert.True(File.Exists(Path.Combine(_log.Folder, "tile/entries/001.p/44")) && File.Exists(Path.Combine(_log.Folder, "tile/entries/001.p/54")));
        Assert.True(File.Exists(Path.Combine(_log.Folder, "tile/0/001.p/44")) && File.Exists(Path.Combine(_log.Folder, "tile/0/001.p/54")));
    }

    [Fact]
    public void A_second_checkpoint_of_one_size_is_refused_unless_it_only_adds_cosignatures()
    {
        _log.Add(300).Sign(witnesses: 0).Sign();
        Assert.True(SignedNote.TryParse(File.ReadAllBytes(Path.Combine(_log.Folder, "checkpoint")), out var note));
        Assert.Equal(3, note.Signatures.Count);
        Assert.Throws<InvalidDataException>(() => _log.Writer.WriteCheckpoint(_log.Forge(300, new byte[32])));
    }

    [Fact]
    public void Appending_again_after_a_crash_writes_the_same_files()
    {
        using var twice = new SampleLog(Path.Combine(_scratch.Path, "twice"));
        var leaves = new List<ArchivedLeaf>();
        for (var i = 0; i < 400; i++)
        {
            var (json, hash) = (Records.Sample(i, new byte[LeafHash.Size]), new byte[LeafHash.Size]);
            LeafHash.Compute(json, hash);
            leaves.Add(new ArchivedLeaf(json, hash));
        }

        _log.Writer.Append(0, leaves);
        twice.Writer.Append(0, leaves[..300]);
        twice.Writer.Append(200, leaves[200..300]);
        twice.Writer.Append(300, leaves[300..]);
        Assert.Equal(MerkleProofs.Root(_log.Writer, 400), MerkleProofs.Root(twice.Writer, 400));
        Assert.Equal(File.ReadAllBytes(Path.Combine(_log.Folder, "tile/entries/001.p/144")), File.ReadAllBytes(Path.Combine(twice.Folder, "tile/entries/001.p/144")));
    }

    [Fact]
    public void A_narrower_file_that_tells_another_story_is_damage()
    {
        _log.Add(300).Sign().Add(10);
        var file = Path.Combine(_log.Folder, "tile/0/001.p/44");
        var bytes = File.ReadAllBytes(file);
        bytes[0] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Equal("tile/0/001.p/44 differs from a wider file at its place", Assert.Throws<InvalidDataException>(() => MerkleProofs.Root(_log.Writer, 310)).Message);
    }

    [Fact]
    public void An_archive_shorter_than_the_caller_believes_is_not_written_to()
    {
        _log.Add(10);
        Assert.Throws<InvalidDataException>(() => _log.Writer.Append(20, [new ArchivedLeaf("{}"u8.ToArray(), new byte[32])]));
        Assert.Equal(10, _log.Writer.Size);
    }

    [Theory]
    [InlineData(new byte[] { 0 }, 1)]
    [InlineData(new byte[] { 0, 0 }, 2)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, 1)]
    [InlineData(new byte[] { 0, 2, 1, 1 }, 1)]
    [InlineData(new byte[] { 0, 9, 1 }, 1)]
    [InlineData(new byte[] { 0, 9, (byte)'a', (byte)'u', (byte)'d', (byte)'i', (byte)'t', (byte)'.', (byte)'v', (byte)'1', (byte)'\n' }, 1)]
    public void What_is_no_bundle_is_refused(byte[] bytes, int width) => Assert.False(EntryBundle.TryDecode(bytes, width, out _));

    [Fact]
    public void A_bundle_holds_records_and_tombstones_with_lengths_in_sixteen_bits()
    {
        var bundle = EntryBundle.Encode(["{}"u8.ToArray(), default, new byte[CanonicalJson.MaxBytes]]);
        Assert.Equal("\0\u000Baudit.v1\n{}\0\0\u00F0\u0009audit.v1\n", Encoding.Latin1.GetString(bundle.AsSpan(0, 26)));
        Assert.True(EntryBundle.TryDecode(bundle, 3, out var records));
        Assert.Equal([2, 0, CanonicalJson.MaxBytes], records.Select(r => r.Length));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([new byte[CanonicalJson.MaxBytes + 1]]));
    }

    public void Dispose()
    {
        _log.Dispose();
        _scratch.Dispose();
    }
}
