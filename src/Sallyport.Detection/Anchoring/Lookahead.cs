namespace Sallyport.Detection.Anchoring;

/// <summary>Text read forward by a decision, remembering whether it asked for more than there is: in a stream it then has to wait.</summary>
/// <param name="text">All there is.</param>
/// <param name="end">Where the decision may not read on: what stands there and behind reads as NUL.</param>
internal ref struct Lookahead(ReadOnlySpan<char> text, int end)
{
    public readonly ReadOnlySpan<char> Text => _text;

    /// <summary>True once a char past the end was asked for.</summary>
    public bool AskedForMore { get; private set; }

    private readonly ReadOnlySpan<char> _text = text;
    private readonly int _end = end;

    /// <summary>The char at <paramref name="at"/>; NUL before the start and after the end.</summary>
    public char this[int at]
    {
        get
        {
            if (at >= _end) return '\0';
            if ((uint)at < (uint)_text.Length) return _text[at];
            if (at >= 0) AskedForMore = true;
            return '\0';
        }
    }

    public bool IsDigit(int at) => char.IsAsciiDigit(this[at]);

    public bool IsLetter(int at) => char.IsLetter(this[at]);

    /// <summary>A letter, a digit or an underscore.</summary>
    public bool IsWord(int at)
    {
        var c = this[at];
        return c == '_' || char.IsLetterOrDigit(c);
    }

    public bool IsSpace(int at) => TextChars.IsSpace(this[at]);

    /// <summary>End of the digits that begin at <paramref name="at"/>; reads one more than <paramref name="most"/>, so a longer run shows.</summary>
    public int DigitsEnd(int at, int most)
    {
        var end = at;
        while (end - at <= most && IsDigit(end)) end++;
        return end;
    }

    /// <summary>End of the letters that begin at <paramref name="at"/>; reads one more than <paramref name="most"/>, so a longer word shows.</summary>
    public int LettersEnd(int at, int most)
    {
        var end = at;
        while (end - at <= most && IsLetter(end)) end++;
        return end;
    }

    /// <summary>True if the text goes on with <paramref name="word"/> in any case; asks for no char behind the first that differs.</summary>
    public bool Continues(int at, string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var c = this[at + i];
            if (c != word[i] && char.ToLowerInvariant(c) != char.ToLowerInvariant(word[i])) return false;
        }

        return true;
    }
}
