using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Notes;

namespace Sallyport.Ledger.Witnessing;

/// <summary>What a log asks of a witness (C2SP tlog-witness, <c>add-checkpoint</c>): to cosign a checkpoint, which it proves to continue the last one that the witness saw.</summary>
/// <param name="OldSize">Leaves of the checkpoint that the witness saw last; 0 if it saw none.</param>
/// <param name="Proof">Consistency proof, 32 bytes a hash, at most 63 of them; empty if the old size is 0.</param>
/// <param name="Checkpoint">The new one, signed by the log.</param>
public sealed record AddCheckpointRequest(long OldSize, ReadOnlyMemory<byte> Proof, SignedNote Checkpoint)
{
    /// <summary>Largest request, in bytes: a checkpoint and its proof, with room.</summary>
    public const int MaxBytes = SignedNote.MaxBytes + (MaxHashes * 48) + 64;

    private const int MaxHashes = 63;
    private const string OldMark = "old ";

    /// <summary>The body of the request.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{OldMark}{OldSize}\n");
        for (var at = 0; at < Proof.Length; at += LeafHash.Size) text.Append(Convert.ToBase64String(Proof.Span.Slice(at, LeafHash.Size))).Append('\n');
        return Encoding.UTF8.GetBytes(text.Append('\n').Append(Checkpoint.Format()).ToString());
    }

    /// <summary>Reads what <see cref="ToBytes"/> writes and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AddCheckpointRequest? request)
    {
        request = null;
        var end = body.IndexOf("\n\n"u8);
        if (body.Length > MaxBytes || end < 0 || !SignedNote.TryParse(body[(end + 2)..], out var checkpoint)) return false;
        var lines = Encoding.UTF8.GetString(body[..end]).Split('\n');
        if (lines.Length > MaxHashes + 1 || !lines[0].StartsWith(OldMark, StringComparison.Ordinal)
            || !long.TryParse(lines[0].AsSpan(OldMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var oldSize)) return false;

        var proof = new List<byte>();
        foreach (var line in lines.AsSpan(1))
        {
            if (!CanonicalBase64.TryDecode(line, out var hash) || hash.Length != LeafHash.Size) return false;
            proof.AddRange(hash);
        }

        request = new AddCheckpointRequest(oldSize, proof.ToArray(), checkpoint);
        return request.ToBytes().AsSpan().SequenceEqual(body); // leading zeros
    }
}
