using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.Ledger.Proofs;

/// <summary>Everything needed to show, without the log at hand, that a record is in it: C2SP tlog-proof, a <c>.tlog-proof</c> file.</summary>
/// <param name="Index">Place of the record, from 0.</param>
/// <param name="Path">Inclusion proof, 32 bytes a hash.</param>
/// <param name="Checkpoint">The signed head that the proof leads to, with its cosignatures.</param>
/// <param name="Extra">Anything, not covered by any signature; empty if none.</param>
public sealed record TlogProof(long Index, ReadOnlyMemory<byte> Path, SignedNote Checkpoint, ReadOnlyMemory<byte> Extra = default)
{
    /// <summary>Largest proof read, in characters: a checkpoint, 63 hashes, and 64 KiB of extra data in base64.</summary>
    public const int MaxChars = SignedNote.MaxBytes * 3;

    private const string Header = "c2sp.org/tlog-proof@v1", ExtraMark = "extra ", IndexMark = "index ";

    /// <summary>Makes the proof that a leaf is in the tree of a checkpoint.</summary>
    /// <exception cref="InvalidDataException">A tile is missing, or the note is not a checkpoint.</exception>
    public static TlogProof Create(ITileStore tiles, long index, SignedNote checkpoint, ReadOnlyMemory<byte> extra = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (!Notes.Checkpoint.TryParse(checkpoint.Text, out var head)) throw new InvalidDataException("not a checkpoint of three lines");
        return new TlogProof(index, MerkleProofs.Inclusion(tiles, index, head.Size), checkpoint, extra);
    }

    /// <summary>The proof as a file.</summary>
    public string Format()
    {
        var text = new StringBuilder().Append(Header).Append('\n');
        if (!Extra.IsEmpty) text.Append(ExtraMark).Append(Convert.ToBase64String(Extra.Span)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{IndexMark}{Index}\n");
        for (var at = 0; at < Path.Length; at += LeafHash.Size) text.Append(Convert.ToBase64String(Path.Span.Slice(at, LeafHash.Size))).Append('\n');
        return text.Append('\n').Append(Checkpoint.Format()).ToString();
    }

    /// <summary>Reads what <see cref="Format"/> writes and nothing else. That it could be read proves nothing yet.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TlogProof? proof)
    {
        ArgumentNullException.ThrowIfNull(text);
        proof = null;
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (text.Length > MaxChars || end < 0 || !SignedNote.TryParse(text[(end + 2)..], out var checkpoint)) return false;

        var lines = text[..end].Split('\n');
        var at = 0;
        if (lines[at++] != Header) return false;
        byte[]? extra = [];
        if (at < lines.Length && lines[at].StartsWith(ExtraMark, StringComparison.Ordinal) && !CanonicalBase64.TryDecode(lines[at++].AsSpan(ExtraMark.Length), out extra)) return false;
        if (at >= lines.Length || !lines[at].StartsWith(IndexMark, StringComparison.Ordinal)
            || !long.TryParse(lines[at++].AsSpan(IndexMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return false;

        var path = new List<byte>();
        foreach (var line in lines.AsSpan(at))
        {
            if (!CanonicalBase64.TryDecode(line, out var hash) || hash.Length != LeafHash.Size) return false;
            path.AddRange(hash);
        }

        var read = new TlogProof(index, path.ToArray(), checkpoint, extra);
        if (read.Format() != text) return false; // leading zeros, an empty extra
        proof = read;
        return true;
    }

    /// <summary>Whether the leaf is in the log, as far as the log and the witnesses of the policy are believed.</summary>
    /// <param name="leafHash">Hash of the record as the asker has it.</param>
    /// <param name="policy">Whom to believe.</param>
    /// <param name="problem">Why not; null if so.</param>
    public bool Verify(ReadOnlySpan<byte> leafHash, CheckpointPolicy policy, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var judged = policy.Judge(Checkpoint);
        problem = !judged.IsSigned ? $"the checkpoint cannot be believed: {judged.Problem}"
            : !judged.IsTrusted ? $"{judged.Witnesses.Count} of {judged.Quorum} witnesses cosigned the checkpoint"
            : !MerkleProofs.VerifyInclusion(leafHash, Index, judged.Checkpoint!.Size, Path.Span, judged.Checkpoint.Root.Span) ? "the record is not at this place of the log"
            : null;
        return problem is null;
    }
}
