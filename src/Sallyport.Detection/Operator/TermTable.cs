using System.Numerics;

namespace Sallyport.Detection.Operator;

/// <summary>Many terms, found by hashes of their fronts: what a place in a text costs depends on the terms that begin alike there, not on how many there are.</summary>
/// <remarks>
/// A front ends at a cut. In whole-word terms a cut stands at each edge of a word, so that a text's word is hashed once and, for most,
/// the <see cref="HashFilter"/> ends the matter. In other terms a cut stands at every fourth char and at every length that a term has.
/// A front's hash only says that it is worth reading on; a term is compared char by char before it is found.
/// </remarks>
internal sealed class TermTable
{
    /// <summary>Hash of the empty front.</summary>
    public const ulong Seed = 0x243F6A8885A308D3;

    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const int Continues = 1 << 31, Stride = 4;

    private readonly uint[] _fold;
    private readonly bool _wholeWord;
    private readonly string[] _terms;
    private readonly bool[] _isLength;
    private readonly bool[] _isSymbolStart = new bool[char.MaxValue + 1];
    private readonly HashFilter _filter;
    private readonly Slot[] _slots;
    private readonly int _shift;

    /// <param name="terms">Different from each other once folded, not empty, in ordinal order.</param>
    /// <param name="fold">From <see cref="CharFolding"/>; the terms are folded by it already.</param>
    /// <param name="wholeWord">True if terms begin and end at the edge of a word only.</param>
    public TermTable(string[] terms, uint[] fold, bool wholeWord)
    {
        (_terms, _fold, _wholeWord) = (terms, fold, wholeWord);
        Longest = terms.Length == 0 ? 0 : terms.Max(t => t.Length);
        _isLength = new bool[Longest + 1];
        foreach (var term in terms) _isLength[term.Length] = true;

        var fronts = terms.Sum(t => (long)CutsOf(t));
        var size = (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(16, fronts * 2));
        (_slots, _shift) = (new Slot[size], 64 - BitOperations.Log2((uint)size));
        _filter = new HashFilter((int)fronts);
        for (var i = 0; i < terms.Length; i++) Add(terms[i], i + 1);
    }

    /// <summary>Length of the longest term.</summary>
    public int Longest { get; }

    /// <summary>The terms, folded.</summary>
    public IReadOnlyList<string> Terms => _terms;

    /// <summary>The next place at or after <paramref name="at"/> where a term begins, with the longest term there.</summary>
    /// <param name="at">Where to go on; afterwards, where to go on from next.</param>
    /// <param name="term">Index of the term.</param>
    public bool TryNext(ReadOnlySpan<char> text, ref int at, out int start, out int term) => _wholeWord ? TryNextWord(text, ref at, out start, out term) : TryNextPlace(text, ref at, out start, out term);

    /// <summary>The longest term that begins at <paramref name="at"/>.</summary>
    public bool TryAt(ReadOnlySpan<char> text, int at, out int term)
    {
        term = -1;
        if (_wholeWord && at > 0 && IsWord(text[at]) && IsWord(text[at - 1])) return false;
        var (end, hash) = NextCut(text, at, at, Seed);
        return _filter.MayHold(hash) && TryMatch(text, at, end, hash, out term);
    }

    /// <summary>First place in the last <see cref="Longest"/> chars from which the text could be the front of a term, or a term whose end cannot be told yet.</summary>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        for (var at = Math.Max(0, text.Length - Longest); at < text.Length; at++)
        {
            if (_wholeWord && at > 0 && IsWord(text[at]) && IsWord(text[at - 1])) continue;
            if (IsFront(text, at)) return at;
        }

        return text.Length;
    }

    private bool TryNextWord(ReadOnlySpan<char> text, ref int at, out int start, out int term)
    {
        var fold = _fold;
        while (at < text.Length)
        {
            start = at;
            var entry = fold[text[at++]];
            var hash = (Seed ^ (char)entry) * Factor;
            if ((entry & CharFolding.Word) == 0)
            {
                if (!_isSymbolStart[(char)entry]) continue;
            }
            else
            {
                while (at < text.Length && ((entry = fold[text[at]]) & CharFolding.Word) != 0)
                {
                    hash = (hash ^ (char)entry) * Factor;
                    at++;
                }
            }

            if (_filter.MayHold(hash) && TryMatch(text, start, at, hash, out term)) return true;
        }

        (start, term) = (0, 0);
        return false;
    }

    private bool TryNextPlace(ReadOnlySpan<char> text, ref int at, out int start, out int term)
    {
        while (at < text.Length)
        {
            start = at++;
            var (end, hash) = NextCut(text, start, start, Seed);
            if (_filter.MayHold(hash) && TryMatch(text, start, end, hash, out term)) return true;
        }

        (start, term) = (0, 0);
        return false;
    }

    // The front from start to end is worth reading on. Goes from cut to cut and keeps the longest term.
    private bool TryMatch(ReadOnlySpan<char> text, int start, int end, ulong hash, out int term)
    {
        term = -1;
        while (true)
        {
            var isFront = !_wholeWord && (end - start) % Stride != 0; // a length that some term has: nothing is known of going on
            for (var at = FirstSlot(hash); _slots[at].Key != 0; at = NextSlot(at))
            {
                if (_slots[at].Key != hash) continue;
                var value = _slots[at].Value;
                isFront |= value < 0;
                if ((value & ~Continues) is not 0 and var number && Equals(text[start..end], _terms[number - 1])) term = number - 1;
            }

            if (!isFront || end == text.Length || end - start >= Longest) return term >= 0;
            (end, hash) = NextCut(text, start, end, hash);
            if (_wholeWord && !_filter.MayHold(hash)) return term >= 0;
        }
    }

    private (int End, ulong Hash) NextCut(ReadOnlySpan<char> text, int start, int at, ulong hash)
    {
        if (!_wholeWord)
        {
            var most = Math.Min(text.Length, start + Longest);
            do
            {
                hash = (hash ^ (char)_fold[text[at++]]) * Factor;
            }
            while (at < most && !IsCut(at - start));
            return (at, hash);
        }

        var entry = _fold[text[at++]];
        hash = (hash ^ (char)entry) * Factor;
        if (entry == ' ' && at < text.Length) // no term ends in a space
        {
            entry = _fold[text[at++]];
            hash = (hash ^ (char)entry) * Factor;
        }

        if ((entry & CharFolding.Word) == 0) return (at, hash);
        for (; at < text.Length && ((entry = _fold[text[at]]) & CharFolding.Word) != 0; at++) hash = (hash ^ (char)entry) * Factor;
        return (at, hash);
    }

    private bool IsCut(int length) => length % Stride == 0 || _isLength[length];

    private bool IsFront(ReadOnlySpan<char> text, int start)
    {
        // 1. Fronts that end in a cut before the text's end are known by their hash.
        var (at, hash) = (start, Seed);
        while (true)
        {
            (at, hash) = NextCut(text, start, at, hash);
            if (at >= text.Length) break;
            if (_wholeWord || (at - start) % Stride == 0)
            {
                if (!_filter.MayHold(hash) || !GoesOn(hash)) return false;
            }

            if (at - start >= Longest) return false;
        }

        // 2. The rest is looked up: a term that begins with the text's tail.
        var tail = text[start..];
        int low = 0, high = _terms.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Compare(_terms[middle], tail) < 0) low = middle + 1;
            else high = middle;
        }

        return low < _terms.Length && _terms[low].Length >= tail.Length && Equals(tail, _terms[low].AsSpan(0, tail.Length));
    }

    private bool GoesOn(ulong hash)
    {
        for (var at = FirstSlot(hash); _slots[at].Key != 0; at = NextSlot(at))
        {
            if (_slots[at].Key == hash && _slots[at].Value < 0) return true;
        }

        return false;
    }

    private int FirstSlot(ulong hash) => (int)(hash >> _shift);

    private int NextSlot(int at) => (at + 1) & (_slots.Length - 1);

    private bool IsWord(char c) => (_fold[c] & CharFolding.Word) != 0;

    private bool Equals(ReadOnlySpan<char> text, ReadOnlySpan<char> term)
    {
        if (text.Length != term.Length) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if ((char)_fold[text[i]] != term[i]) return false;
        }

        return true;
    }

    private int Compare(string term, ReadOnlySpan<char> tail)
    {
        var most = Math.Min(term.Length, tail.Length);
        for (var i = 0; i < most; i++)
        {
            var difference = term[i] - (char)_fold[tail[i]];
            if (difference != 0) return difference;
        }

        return term.Length - tail.Length;
    }

    private int CutsOf(string term)
    {
        if (!_wholeWord) return (term.Length / Stride) + 1;
        var cuts = 1;
        for (var i = 1; i < term.Length; i++)
        {
            if (IsCut(term, i)) cuts++;
        }

        return cuts;
    }

    // As in NextCut: behind a word, behind a symbol, but not between a space and what follows. Of two spaces the second is a symbol.
    private bool IsCut(string term, int at)
    {
        if (IsWord(term[at - 1])) return !IsWord(term[at]);
        if (term[at - 1] != ' ') return true;
        var spaces = 1;
        while (at - spaces > 0 && term[at - spaces - 1] == ' ') spaces++;
        return spaces % 2 == 0;
    }

    private void Add(string term, int number)
    {
        if (_wholeWord && !IsWord(term[0])) _isSymbolStart[term[0]] = true;
        var hash = Seed;
        for (var i = 0; i < term.Length; i++)
        {
            hash = (hash ^ term[i]) * Factor;
            if (i + 1 == term.Length) Put(hash, number);
            else if (_wholeWord ? IsCut(term, i + 1) : (i + 1) % Stride == 0) Put(hash, Continues);
            else if (!_wholeWord && _isLength[i + 1]) _filter.Add(hash); // the first cut that a place looks at
        }
    }

    private void Put(ulong hash, int value)
    {
        _filter.Add(hash);
        for (var at = FirstSlot(hash); ; at = NextSlot(at))
        {
            ref var slot = ref _slots[at];
            if (slot.Key == 0) slot.Key = hash;
            else if (slot.Key != hash || (value > 0 && (slot.Value & ~Continues) != 0)) continue; // taken, or by another term of the same hash
            slot.Value |= value;
            return;
        }
    }

    /// <summary>A front: its hash, the number of the term that ends with it (0 if none does), and whether a term goes on.</summary>
    private struct Slot
    {
        public ulong Key;
        public int Value;
    }
}
