using System.Runtime.InteropServices;

namespace Sallyport.Server.Scan;

/// <summary>Turns offsets of a text that arrives in pieces into lines and columns.</summary>
internal sealed class LineIndex
{
    private readonly List<long> _starts = [0];
    private long _length;

    /// <summary>Takes the next piece.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var gap = text[at..].IndexOf('\n');
            if (gap < 0) break;
            at += gap;
            _starts.Add(_length + at + 1);
        }

        _length += text.Length;
    }

    /// <summary>Line and column of a char, both from 1.</summary>
    public (long Line, long Column) Of(long offset)
    {
        var line = CollectionsMarshal.AsSpan(_starts).BinarySearch(offset);
        if (line < 0) line = ~line - 1;
        return (line + 1, offset - _starts[line] + 1);
    }
}
