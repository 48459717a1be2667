namespace Sallyport.Detection.Normalization;

/// <summary>A text as it is read: lower case, one form for each letter, nothing invisible. Each char knows where it came from. Reused.</summary>
internal sealed class FoldedText
{
    private char[] _chars = [];
    private int[] _sources = [];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>For each char, the offset of the char of the original text that it came from.</summary>
    public ReadOnlySpan<int> Sources => _sources.AsSpan(0, Length);

    public Span<char> Writable => _chars.AsSpan(0, Length);

    public void Clear(int capacity)
    {
        Length = 0;
        if (_chars.Length >= capacity) return;
        _chars = new char[capacity];
        _sources = new int[capacity];
    }

    public void Add(char c, int source)
    {
        if (Length == _chars.Length) Grow();
        _chars[Length] = c;
        _sources[Length++] = source;
    }

    /// <summary>Adds a stretch of the text that this one is made from, as it is.</summary>
    public void AddRange(ReadOnlySpan<char> text, int start, int end)
    {
        while (Length + end - start > _chars.Length) Grow();
        text[start..end].CopyTo(_chars.AsSpan(Length));
        for (var i = start; i < end; i++) _sources[Length++] = i;
    }

    /// <summary>Turns offsets into a layer that was itself made from a text into offsets of that text.</summary>
    public void MapThrough(ReadOnlySpan<int> layer)
    {
        foreach (ref var source in _sources.AsSpan(0, Length)) source = layer[source];
    }

    private void Grow()
    {
        Array.Resize(ref _chars, Math.Max(256, 2 * _chars.Length));
        Array.Resize(ref _sources, _chars.Length);
    }
}
