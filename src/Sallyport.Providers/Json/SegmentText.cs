using System.Text;
using System.Text.Unicode;

namespace Sallyport.Providers.Json;

/// <summary>Turns the content of JSON strings into UTF-16 text and text offsets back into byte offsets.</summary>
public static class SegmentText
{
    /// <summary>Writes the unescaped text of a segment.</summary>
    /// <param name="content">Bytes between the quotes; valid JSON string content in valid UTF-8.</param>
    /// <param name="levels">0: no escapes; 1: JSON string; 2: JSON text inside a JSON string.</param>
    /// <param name="text">At least <paramref name="content"/>.Length chars.</param>
    /// <returns>Chars written.</returns>
    public static int Decode(ReadOnlySpan<byte> content, int levels, Span<char> text)
    {
        var written = levels == 0 || content.IndexOf((byte)'\\') < 0 ? Transcode(content, text) : DecodeEscapes(content, text);
        return levels == 2 && text[..written].Contains('\\') ? UnescapeInPlace(text[..written]) : written;
    }

    private static int Transcode(ReadOnlySpan<byte> content, Span<char> text)
    {
        Utf8.ToUtf16(content, text, out _, out var written, replaceInvalidSequences: true);
        return written;
    }

    private static int DecodeEscapes(ReadOnlySpan<byte> content, Span<char> text)
    {
        var written = 0;
        while (!content.IsEmpty)
        {
            var slash = content.IndexOf((byte)'\\');
            if (slash < 0) return written + Transcode(content, text[written..]);
            written += Transcode(content[..slash], text[written..]);
            content = content[slash..];
            text[written++] = Escape((char)content[1], content.Length >= 6 ? content[2..6] : default);
            content = content[(content[1] == 'u' ? 6 : 2)..];
        }

        return written;
    }

    private static char Escape(char kind, ReadOnlySpan<byte> hex) => kind switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => (char)((Hex(hex[0]) << 12) | (Hex(hex[1]) << 8) | (Hex(hex[2]) << 4) | Hex(hex[3])),
        _ => kind,
    };

    private static int Hex(int digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    // Lexical, since the text may be cut anywhere: an escape that is not whole at the end is left out.
    private static int UnescapeInPlace(Span<char> text)
    {
        var inner = new InnerUnescaper();
        var written = 0;
        foreach (var c in text)
        {
            if (inner.TryPush(c, out var decoded)) text[written++] = decoded;
        }

        return written;
    }

    /// <summary>
    /// Byte offset, from the start of the content, at which the char number <paramref name="position"/> of the decoded text begins.
    /// A position at or past the end gives the content's length.
    /// </summary>
    public static int ByteOffset(ReadOnlySpan<byte> content, int levels, int position) => ByteOffset(content, levels, position, default);

    /// <summary>The same for a piece of a longer text: <paramref name="inner"/> is how far the piece before got into an escape.</summary>
    public static int ByteOffset(ReadOnlySpan<byte> content, int levels, int position, InnerUnescaper inner)
    {
        var chars = 0;
        var open = 0; // where the char being put together began
        for (var at = 0; at < content.Length;)
        {
            int length, count = 1;
            char decoded;
            if (levels > 0 && content[at] == '\\')
            {
                length = content[at + 1] == 'u' ? 6 : 2;
                decoded = Escape((char)content[at + 1], length == 6 ? content.Slice(at + 2, 4) : default);
            }
            else
            {
                Rune.DecodeFromUtf8(content[at..], out var rune, out length);
                count = rune.Utf16SequenceLength;
                decoded = rune.IsBmp ? (char)rune.Value : '\uFFFD';
            }

            if (levels < 2)
            {
                if (position < chars + count) return at;
                chars += count;
            }
            else
            {
                if (!inner.IsOpen) open = at;
                if (count == 2 || inner.TryPush(decoded, out _))
                {
                    if (position < chars + count) return open;
                    chars += count;
                }
            }

            at += length;
        }

        return content.Length;
    }
}

/// <summary>Undoes the escapes of JSON text char by char: feed it one char, get one back when it is whole.</summary>
public struct InnerUnescaper
{
    private int _state; // 0 plain, 1 after a backslash, 2 to 5 hex digits awaited
    private int _value;

    /// <summary>True between a backslash and the end of its escape.</summary>
    public readonly bool IsOpen => _state != 0;

    /// <summary>Takes one char of the escaped text. True and the char when one is whole.</summary>
    public bool TryPush(char c, out char decoded)
    {
        decoded = c;
        switch (_state)
        {
            case 0:
                if (c != '\\') return true;
                _state = 1;
                return false;
            case 1:
                if (c == 'u')
                {
                    (_state, _value) = (2, 0);
                    return false;
                }

                _state = 0;
                decoded = c switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c };
                return true;
            default:
                if (!char.IsAsciiHexDigit(c))
                {
                    _state = 0; // not an escape after all: keep the char that ended it
                    return true;
                }

                _value = (_value << 4) | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
                if (++_state < 6) return false;
                _state = 0;
                decoded = (char)_value;
                return true;
        }
    }
}
