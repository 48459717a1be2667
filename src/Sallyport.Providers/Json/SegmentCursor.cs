using System.Text;

namespace Sallyport.Providers.Json;

/// <summary>Turns rising char positions of a segment's text into byte offsets, in one walk however many there are.</summary>
/// <param name="content">Bytes between the quotes.</param>
/// <param name="hasEscapes">True if they hold a backslash.</param>
public ref struct SegmentCursor(ReadOnlySpan<byte> content, bool hasEscapes)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private int _at, _chars;

    /// <summary>Byte offset at which a char begins; a position not before the one asked for last. Past the end it is the content's length.</summary>
    public int MoveTo(int position)
    {
        while (_at < _content.Length)
        {
            int length, count = 1;
            if (hasEscapes && _content[_at] == '\\') length = _content[_at + 1] == 'u' ? 6 : 2;
            else
            {
                Rune.DecodeFromUtf8(_content[_at..], out var rune, out length);
                count = rune.Utf16SequenceLength;
            }

            if (position < _chars + count) return _at;
            _chars += count;
            _at += length;
        }

        return _content.Length;
    }
}
