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
    private WordList _words;
    private bool _adjacentRead;
    private bool _nearRead;

    public LabelContext(ReadOnlySpan<char> text, int at)
    {
        _text = text;
        _words = new WordList(at);
    }

    /// <summary>Labels that stand right before the value, with nothing but words like <c>number</c> or <c>is</c> between.</summary>
    public LabelSet Adjacent
    {
        get
        {
            if (!_adjacentRead) field = ReadAdjacent();
            _adjacentRead = true;
            return field;
        }
    }

    /// <summary>The nearest labels before the value in its sentence.</summary>
    public LabelSet Near
    {
        get
        {
            if (!_nearRead) field = Adjacent != LabelSet.None ? Adjacent : ReadNear();
            _nearRead = true;
            return field;
        }
    }

    /// <summary>Labels that a verb ties to the value before it: <c>X1234567 is my passport number</c>.</summary>
    /// <param name="open">True if more text could change the answer.</param>
    public static LabelSet Following(ReadOnlySpan<char> text, int end, out bool open)
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
            if (i >= text.Length) open = true;
            if (i >= text.Length || !WordFolding.IsWordChar(text[i]) || char.IsAsciiDigit(text[i]) || (i == gap && !WordFolding.IsUnspaced(text[i]))) break;
            var start = i++;
            while (i < text.Length && i - end < After && WordFolding.IsWordChar(text[i])) i++;
            if (i >= text.Length) open = true;

            // 2. A verb first, words that say nothing, then the label.
            var bits = count > 0 ? LabelSet.None : LabelWords.Find(WordFolding.Join(0, WordFolding.Hash(text[start..i])));
            if (!verb)
            {
                if (!bits.Overlaps(LabelWords.Verb)) return LabelSet.None;
                verb = true;
                continue;
            }

            if (bits.Overlaps(LabelWords.Filler)) continue;
            (starts[count], ends[count]) = (start, i);
            if (++count == LabelWords.MostWords) break;
        }

        // 3. The longest phrase that begins there.
        for (var n = count; n > 0; n--)
        {
            var bits = n == 1 ? LabelWords.FindWord(text[starts[0]..ends[0]]) : LabelWords.Find(Joined(text, starts[..n], ends[..n]));
            if (bits != LabelSet.None) return bits & ~LabelWords.NoLabel;
        }

        return LabelSet.None;
    }

    private static ulong Joined(ReadOnlySpan<char> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
    {
        var joined = 0UL;
        for (var i = 0; i < starts.Length; i++) joined = WordFolding.Join(joined, WordFolding.Hash(text[starts[i]..ends[i]]));
        return joined;
    }

    private LabelSet ReadAdjacent()
    {
        var found = LabelSet.None;
        for (var k = 0; _words.Has(_text, k);)
        {
            var gap = _words.GapBefore(k);
            if (gap == Gap.Paragraph || (gap == Gap.Sentence && !_words.IsAbbreviation(k)) || (found != LabelSet.None && gap != Gap.None)) break;
            var (bits, taken) = _words.Longest(_text, k);
            if (found == LabelSet.None && (bits.Overlaps(LabelWords.List) || gap == Gap.Comma))
            {
                var value = _words.ValueFrom(_text, bits == LabelSet.None ? k : k + 1);
                if (value > k)
                {
                    k = value;
                    continue;
                }
            }

            if (bits == LabelSet.None || (found != LabelSet.None && bits.Overlaps(LabelWords.Other))) break;
            found |= bits & ~LabelWords.NoLabel;
            if (found.Overlaps(LabelWords.Other)) break;
            k += taken;
        }

        return found;
    }

    private LabelSet ReadNear()
    {
        for (var k = 0; _words.Has(_text, k); k++)
        {
            if (_words.GapBefore(k) >= Gap.Line || (_words.GapBefore(k) == Gap.Sentence && !_words.IsAbbreviation(k))) break;
            var bits = _words.Longest(_text, k).Bits & ~LabelWords.NoLabel;
            if (bits != LabelSet.None) return bits;
        }

        return LabelSet.None;
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

        private readonly int _from;
        private int _count;
        private int _next;
        private bool _ended;

        public WordList(int at)
        {
            _next = at;
            _from = Math.Max(0, at - Before);
        }

        public readonly Gap GapBefore(int word) => (Gap)_gaps[word];

        public readonly bool IsAbbreviation(int word) => _ends[word] - _starts[word] <= 4;

        /// <summary>The word after a value that ends with this one, or -1: another number that shares its label.</summary>
        public int ValueFrom(ReadOnlySpan<char> text, int word)
        {
            var digits = 0;
            var k = word;
            for (; k < word + 4 && Has(text, k) && (k == word || GapBefore(k) == LabelContext.Gap.None); k++)
            {
                var own = text[_starts[k].._ends[k]];
                if (!own.ContainsAnyInRange('0', '9') && (own.Length > 4 || own.IndexOfAnyExceptInRange('A', 'Z') >= 0)) break;
                foreach (var c in own) digits += char.IsAsciiDigit(c) ? 1 : 0;
            }

            return digits >= 3 ? k : -1;
        }

        /// <summary>True if there is a word of this number, reading on if need be.</summary>
        public bool Has(ReadOnlySpan<char> text, int word)
        {
            while (_count <= word && !_ended) Read(text);
            return word < _count;
        }

        /// <summary>The longest phrase that ends with a word, and how many words it has.</summary>
        public (LabelSet Bits, int Words) Longest(ReadOnlySpan<char> text, int last)
        {
            if (LabelWords.MayEndPhrase(_hashes[last]))
            {
                for (var n = LabelWords.MostWords; n > 1; n--)
                {
                    if (!Has(text, last + n - 1)) continue;
                    var joined = 0UL;
                    for (var w = last + n - 1; w >= last; w--) joined = WordFolding.Join(joined, _hashes[w]);
                    var bits = LabelWords.Find(joined);
                    if (bits != LabelSet.None) return (bits, n);
                }
            }

            return (LabelWords.FindWord(text[_starts[last].._ends[last]]), 1);
        }

        private void Read(ReadOnlySpan<char> text)
        {
            _ended = true;
            if (_count == MostWords) return;
            var i = _next;
            var gap = LabelContext.Gap.None;
            while (i > _from && !WordFolding.IsWordChar(text[i - 1])) gap = Wider(gap, text[--i], i + 1 < text.Length ? text[i + 1] : '\0');
            var end = i;
            while (i > _from && WordFolding.IsWordChar(text[i - 1]) && (i == end || !WordFolding.IsBreak(text, i))) i--;
            if (i == end || (i == _from && i > 0 && WordFolding.IsWordChar(text[i - 1]) && !WordFolding.IsBreak(text, i))) return;
            _next = i;
            _starts[_count] = i;
            _ends[_count] = end;
            _gaps[_count] = (int)gap;
            _hashes[_count++] = WordFolding.Hash(text[i..end]);
            _ended = false;
        }

        private static Gap Wider(Gap gap, char c, char after)
        {
            var own = c switch
            {
                '\n' => gap == LabelContext.Gap.Line ? LabelContext.Gap.Paragraph : LabelContext.Gap.Line,
                '.' or '!' or '?' when after is ' ' or '\n' or '\r' => LabelContext.Gap.Sentence,
                ';' or '|' or '\t' => LabelContext.Gap.Line,
                ',' => LabelContext.Gap.Comma,
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
