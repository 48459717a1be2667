using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sallyport.Ledger.Notes;

/// <summary>A text and the signatures on it, in the form of C2SP signed-note. Having parsed it says nothing about the signatures.</summary>
/// <param name="Text">What is signed; ends with a line end.</param>
/// <param name="Signatures">In the order of their lines; at least one.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>Largest note, in bytes: 64 KiB, far above any checkpoint with the 16 signatures that must be accepted.</summary>
    public const int MaxBytes = 64 * 1_024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The note as it is stored and sent.</summary>
    public string Format()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures) note.Append(signature.Line).Append('\n');
        return note.ToString();
    }

    /// <summary>The note as it is stored and sent, in UTF-8.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(Format());

    /// <summary>The same text with one more signature.</summary>
    public SignedNote With(NoteSignature signature) => new(Text, [.. Signatures, signature]);

    /// <summary>Reads a note. False if the bytes are not UTF-8, hold control characters, are too long, or a signature line is malformed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (bytes.Length > MaxBytes) return false;
        try
        {
            return TryParse(Strict.GetString(bytes), out note);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out SignedNote?)"/>
    public static bool TryParse(string text, [NotNullWhen(true)] out SignedNote? note)
    {
        ArgumentNullException.ThrowIfNull(text);
        note = null;
        if (text.Length > MaxBytes || text.AsSpan().IndexOfAnyInRange('\0', '\t') >= 0 || text.AsSpan().IndexOfAnyInRange('\v', '\u001f') >= 0) return false;
        var split = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !text.EndsWith('\n') || split + 2 == text.Length) return false;

        var signatures = new List<NoteSignature>();
        foreach (var line in text.AsSpan(split + 2).TrimEnd('\n').EnumerateLines())
        {
            if (NoteSignature.Parse(line) is not { } signature) return false;
            signatures.Add(signature);
        }

        note = new SignedNote(text[..(split + 1)], signatures);
        return note.Format() == text; // other line ends, which EnumerateLines would take too
    }
}
