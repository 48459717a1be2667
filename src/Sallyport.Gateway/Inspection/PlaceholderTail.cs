namespace Sallyport.Gateway.Inspection;

/// <summary>Finds placeholders in a text that arrives in pieces, though one is cut anywhere.</summary>
/// <param name="map">Placeholders to look for.</param>
/// <param name="mayRestore">False for a value that must stay out; null puts all of them back.</param>
internal sealed class PlaceholderTail(PlaceholderMap map, Func<string, bool>? mayRestore = null)
{
    private char[] _tail = new char[64];
    private int _length;
    private long _start; // offset of the tail in the whole text

    /// <summary>Everything before this offset is final.</summary>
    public long Decided { get; private set; }

    /// <summary>Takes more text and adds what became whole.</summary>
    public void Append(ReadOnlySpan<char> text, List<ChannelEdit> edits)
    {
        if (_length + text.Length > _tail.Length) Array.Resize(ref _tail, Math.Max(_tail.Length * 2, _length + text.Length));
        text.CopyTo(_tail.AsSpan(_length));
        _length += text.Length;

        var seen = _tail.AsSpan(0, _length);
        int at = 0, open;
        while (map.TryFind(seen, at, out open, out var length, out var value))
        {
            if (mayRestore?.Invoke(value) != false) edits.Add(new ChannelEdit(_start + open, length, value, IsRestored: true));
            at = open + length;
        }

        seen[open..].CopyTo(_tail);
        _length -= open;
        _start += open;
        Decided = _start;
    }

    /// <summary>Nothing follows: what is left is no placeholder.</summary>
    public void Complete()
    {
        _start += _length;
        _length = 0;
        Decided = _start;
    }
}

/// <summary>A change to the text of one channel of a stream.</summary>
/// <param name="Start">First char, from the start of the channel.</param>
/// <param name="Length">Chars taken out.</param>
/// <param name="Text">What takes their place.</param>
/// <param name="IsRestored">True for a value put back, false for a label.</param>
internal readonly record struct ChannelEdit(long Start, int Length, string Text, bool IsRestored)
{
    public long End => Start + Length;
}
