using System.Text;

namespace Sallyport.Ledger.Verification;

/// <summary>A checkpoint of the log that is kept somewhere else: in a file beside the database, by a witness, in an anchor.</summary>
/// <param name="Place">Where, for people.</param>
/// <param name="Note">The signed note as kept.</param>
public sealed record OutsideCheckpoint(string Place, ReadOnlyMemory<byte> Note)
{
    private const string SignatureMark = "\u2014 ";

    /// <summary>Splits what is kept in one place into notes: one after the other, with or without empty lines between them.</summary>
    /// <remarks>What is no note comes out as one, for <see cref="EvidenceChecker"/> to say so: nothing is left out in silence.</remarks>
    public static IReadOnlyList<OutsideCheckpoint> Split(string place, ReadOnlySpan<byte> bytes)
    {
        var notes = new List<OutsideCheckpoint>();
        var note = new StringBuilder();
        var isSigned = false;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            var isSignature = line.StartsWith(SignatureMark, StringComparison.Ordinal);
            if (isSigned && !isSignature) Take();
            if (line.Length == 0 && note.Length == 0) continue;
            note.Append(line).Append('\n');
            isSigned |= isSignature;
        }

        if (note.Length > 0) Take();
        return notes;

        void Take()
        {
            notes.Add(new OutsideCheckpoint(place, Encoding.UTF8.GetBytes(note.ToString())));
            note.Clear();
            isSigned = false;
        }
    }
}
