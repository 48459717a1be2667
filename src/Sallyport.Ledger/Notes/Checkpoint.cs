using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Ledger.Notes;

/// <summary>The head of a log: how many leaves, and the root over them (C2SP tlog-checkpoint, without extension lines).</summary>
/// <param name="Origin">Names the log.</param>
/// <param name="Size">Leaves in the tree.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    /// <summary>What is signed: three lines.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.Span)}\n");

    /// <summary>The checkpoint with the log's signature.</summary>
    public SignedNote Sign(NoteSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return new SignedNote(Text, [signer.Sign(Text)]);
    }

    /// <summary>Reads the text of a note. False if it is anything but the three lines; extension lines are refused, since no verifier could judge them.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        checkpoint = null;
        var lines = text.Split('\n');
        if (lines.Length != 4 || lines[0].Length == 0 || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !CanonicalBase64.TryDecode(lines[2], out var root) || root.Length != LeafHash.Size) return false;
        var read = new Checkpoint(lines[0], size, root);
        if (read.Text != text) return false; // leading zeros
        checkpoint = read;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Checkpoint? other) => other is not null && other.Origin == Origin && other.Size == Size && other.Root.Span.SequenceEqual(Root.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Origin, Size);
}
