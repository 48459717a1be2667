namespace Sallyport.Detection.Identifiers;

/// <summary>What the words around a value say it is.</summary>
internal ref struct LabelContext
{
    /// <summary>Chars before a value that can name it.</summary>
    public const int Before = 64;

    /// <summary>Chars after a value that can name it.</summary>
    public const int After = 48;

    private const int MostWords = 12;

    private readonly ReadOnlySpan<char> _text;
    private readonly int _at;
    private bool _read;

    public LabelContext(ReadOnlySpan<char> text, int at)
    {
        _text = text;
        _at = at;
    }

    /// <summary>Labels that stand right before the value, with nothing but words like <c>number</c> or <c>is</c> between.</summary>
    public UInt128 Adjacent
    {
        get
        {
            Read();
            return field;
        }

        private set;
    }

    /// <summary>The nearest labels before the value in its sentence.</summary>
    public UInt128 Near
    {
        get
        {
            Read();
            return field;
        }

        private set;
    }

    /// <summary>Labels that a verb ties to the value before it: <c>X1234567 is my passport number</c>.</summary>
    /// <param name="open">True if more text could change the answer.</param>
    public static UInt128 Following(ReadOnlySpan<char> text, int end, out bool open)
    {
        open = false;
        Span<int> starts = stackalloc int[LabelWords.MostWords], ends = stackalloc int[LabelWords.MostWords];
        int count = 0, i = end;
        var verb = false;
        while (i - end < After)
        {
            // 1. A space or two, then a word.
            var gap = i;
            while (i < text.Length && i - gap < 2 && text[i] is ' ' or '\u00A0') i++;
            open = i >= text.Length;
            if (open) return UInt128.Zero;
            if (!WordFolding.IsWordChar(text[i]) || char.IsAsciiDigit(text[i]) || (i == gap && !WordFolding.IsUnspaced(text[i]))) break;
            var start = i++;
            while (i < text.Length && i - end < After && WordFolding.IsWordChar(text[i])) i++;
            open = i >= text.Length;
            if (open) return UInt128.Zero;

            // 2. A verb first, words that say nothing, then the label.
            var bits = count > 0 ? UInt128.Zero : LabelWords.Find(WordFolding.Join(0, WordFolding.Hash(text[start..i])));
            if (!verb)
            {
                if ((bits & LabelWords.Verb) == UInt128.Zero) return UInt128.Zero;
                verb = true;
                continue;
            }

            if ((bits & LabelWords.Filler) != UInt128.Zero) continue;
            (starts[count], ends[count]) = (start, i);
            if (++count == LabelWords.MostWords) break;
        }

        // 3. The longest phrase that begins there.
        for (var n = count; n > 0; n--)
        {
            var bits = n == 1 ? LabelWords.FindWord(text[starts[0]..ends[0]]) : LabelWords.Find(Joined(text, starts[..n], ends[..n]));
            if (bits != UInt128.Zero) return bits & ~(LabelWords.Filler | LabelWords.Verb);
        }

        return UInt128.Zero;
    }

    private static ulong Joined(ReadOnlySpan<char> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
    {
        var joined = 0UL;
        for (var i = 0; i < starts.Length; i++) joined = WordFolding.Join(joined, WordFolding.Hash(text[starts[i]..ends[i]]));
        return joined;
    }

    private void Read()
    {
        if (_read) return;
        _read = true;
        var words = default(WordList);
        words.Read(_text, _at);

        // 1. Words right before the value.
        var found = UInt128.Zero;
        var k = 0;
        while (k < words.Count)
        {
            var gap = words.GapBefore(k);
            if (gap == Gap.Paragraph || (gap == Gap.Sentence && !words.IsAbbreviation(k)) || (found != UInt128.Zero && gap != Gap.None)) break;
            var (bits, taken) = words.Longest(_text, k);
            if (bits == UInt128.Zero) break;
            found |= bits & ~(LabelWords.Filler | LabelWords.Verb);
            k += taken;
        }

        Adjacent = found;

        // 2. Failing that, the nearest label of the sentence.
        if (Adjacent != UInt128.Zero)
        {
            Near = Adjacent;
            return;
        }

        for (k = 0; k < words.Count && Near == UInt128.Zero; k++)
        {
            if (words.GapBefore(k) >= Gap.Line || (words.GapBefore(k) == Gap.Sentence && !words.IsAbbreviation(k))) return;
            Near = words.Longest(_text, k).Bits & ~(LabelWords.Filler | LabelWords.Verb);
        }
    }

    private enum Gap : byte
    {
        None = 0,
        Comma = 1,
        Sentence = 2,
        Line = 3,
        Paragraph = 4,
    }

    /// <summary>The words before a value, nearest first.</summary>
    private ref struct WordList
    {
        private Numbers _starts;
        private Numbers _ends;
        private Numbers _gaps;
        private Hashes _hashes;

        public int Count { get; private set; }

        public readonly Gap GapBefore(int word) => (Gap)_gaps[word];

        public readonly bool IsAbbreviation(int word) => _ends[word] - _starts[word] <= 4;

        public void Read(ReadOnlySpan<char> text, int at)
        {
            var from = Math.Max(0, at - Before);
            var i = at;
            while (Count < MostWords)
            {
                var gap = LabelContext.Gap.None;
                while (i > from && !WordFolding.IsWordChar(text[i - 1])) gap = Wider(gap, text[--i], i + 1 < text.Length ? text[i + 1] : (char)0);
                var end = i;
                while (i > from && WordFolding.IsWordChar(text[i - 1]) && (i == end || !WordFolding.IsBreak(text, i) )) i--;
                if (i == end || (i == from && i > 0 && WordFolding.IsWordChar(text[i - 1]) && !WordFolding.IsBreak(text, i))) return;
                _starts[Count] = i;
                _ends[Count] = end;
                _gaps[Count] = (int)gap;
                _hashes[Count++] = WordFolding.Hash(text[i..end]);
            }
        }

        /// <summary>The longest phrase that ends with a word, and how many words it has.</summary>
        public readonly (UInt128 Bits, int Words) Longest(ReadOnlySpan<char> text, int last)
        {
            for (var n = Math.Min(LabelWords.MostWords, Count - last); n > 1; n--)
            {
                var joined = 0UL;
                for (var w = last + n - 1; w >= last; w--) joined = WordFolding.Join(joined, _hashes[w]);
                var bits = LabelWords.Find(joined);
                if (bits != UInt128.Zero) return (bits, n);
            }

            return (LabelWords.FindWord(text[_starts[last].._ends[last]]), 1);
        }

        private static Gap Wider(Gap gap, char c, char after)
        {
            var own = c switch
            {
                '\n' => gap == LabelContext.Gap.Line ? LabelContext.Gap.Paragraph : LabelContext.Gap.Line,
                '.' or '!' or '?' when after is ' ' or '\n' or '\r' => LabelContext.Gap.Sentence,
                ',' or ';' or '|' or '\t' => LabelContext.Gap.Comma,
                _ => LabelContext.Gap.None,
            };
            return own > gap ? own : gap;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(MostWords)]
    private struct Numbers
    {
        private int _first;
    }

    [System.Runtime.CompilerServices.InlineArray(MostWords)]
    private struct Hashes
    {
        private ulong _first;
    }
}
