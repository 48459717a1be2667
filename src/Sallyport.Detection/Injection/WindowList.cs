namespace Sallyport.Detection.Injection;

/// <summary>
/// The parts of a text that are judged on their own: sentences, a few sentences together, about a hundred words, and the whole.
/// An attack fills one of them, however much harmless text surrounds it.
/// </summary>
internal sealed class WindowList(int capacity = TokenList.Most)
{
    public const int Scales = 4;

    private const int LeastSentence = 4, MostSentence = 40, PassageSentences = 3, PageTokens = 96;

    private readonly int[] _starts = new int[capacity + 1];

    /// <summary>How many sentences there are; each begins a window of every scale but the last.</summary>
    public int Sentences { get; private set; }

    public void Cut(TokenList tokens)
    {
        Sentences = 0;
        if (tokens.Count == 0) return;
        _starts[Sentences++] = 0;
        for (var i = 1; i < tokens.Count; i++)
        {
            var length = i - _starts[Sentences - 1];
            var flags = tokens.Flags[i];
            if (length >= MostSentence
                || length >= LeastSentence && (flags & TokenFlags.Opens) != TokenFlags.None
                || length >= 2 && (flags & TokenFlags.Paragraph) != TokenFlags.None)
            {
                _starts[Sentences++] = i;
            }
        }

        _starts[Sentences] = tokens.Count;
    }

    /// <summary>A copy that holds no more than it needs.</summary>
    public WindowList Copy()
    {
        var copy = new WindowList(Sentences) { Sentences = Sentences };
        _starts.AsSpan(0, Sentences + 1).CopyTo(copy._starts);
        return copy;
    }

    /// <summary>How many windows <paramref name="scale"/> has.</summary>
    public int Count(int scale) => scale == Scales - 1 ? Math.Min(1, Sentences) : Sentences;

    public (int Start, int End) Window(int scale, int index) => scale switch
    {
        0 => (_starts[index], _starts[index + 1]),
        1 => (_starts[index], _starts[Math.Min(Sentences, index + PassageSentences)]),
        2 => (_starts[index], Math.Min(_starts[Sentences], _starts[index] + PageTokens)),
        _ => (0, _starts[Sentences]),
    };
}
