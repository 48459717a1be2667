using System.Globalization;
using System.Text;

namespace Sallyport.Tokens;

/// <summary>What a character is, as far as the split patterns ask. Flags, since a newline is also a space.</summary>
[Flags]
internal enum CharClass : byte
{
    /// <summary>Punctuation, symbols, controls, everything that no other flag names.</summary>
    None = 0,

    /// <summary>\p{Lu}, \p{Lt}.</summary>
    Upper = 1,

    /// <summary>\p{Ll}.</summary>
    Lower = 2,

    /// <summary>\p{Lm}, \p{Lo}.</summary>
    Caseless = 4,

    /// <summary>\p{M}.</summary>
    Mark = 8,

    /// <summary>\p{N}.</summary>
    Number = 16,

    /// <summary>\s.</summary>
    Space = 32,

    /// <summary>Carriage return and line feed; always with <see cref="Space"/>.</summary>
    Newline = 64,

    Letter = Upper | Lower | Caseless,
}

/// <summary>Classes of characters, read from UTF-8.</summary>
internal static class CharClasses
{
    // One byte for each code point of the first plane: asking the framework each time would cost more than the merge.
    private static readonly byte[] FirstPlane = Classify();

    /// <summary>Class of the character that begins at a position, and its length in bytes. A byte that begins none is a character of its own, of no class.</summary>
    public static CharClass At(ReadOnlySpan<byte> text, int position, out int length)
    {
        var first = text[position];
        if (first < 0x80)
        {
            length = 1;
            return (CharClass)FirstPlane[first];
        }

        if (Rune.DecodeFromUtf8(text[position..], out var rune, out length) != System.Buffers.OperationStatus.Done) return CharClass.None;
        return rune.IsBmp ? (CharClass)FirstPlane[rune.Value] : ClassOf(rune.Value);
    }

    private static byte[] Classify()
    {
        var classes = new byte[0x10000];
        for (var c = 0; c < classes.Length; c++) classes[c] = (byte)ClassOf(c);
        return classes;
    }

    private static CharClass ClassOf(int codePoint)
    {
        if (codePoint is '\r' or '\n') return CharClass.Space | CharClass.Newline;
        if (codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint)) return CharClass.Space;
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharClass.Upper,
            UnicodeCategory.LowercaseLetter => CharClass.Lower,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharClass.Caseless,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharClass.Mark,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharClass.Number,
            _ => CharClass.None,
        };
    }
}
