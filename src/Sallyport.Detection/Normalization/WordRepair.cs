using System.Buffers;

namespace Sallyport.Detection.Normalization;

/// <summary>
/// Undoes what is done to a text word by word: leetspeak, ROT13, Atbash, words written backwards. A word is changed only where the vocabulary
/// does not know it but knows what it decodes to, and only if several agree, so that identifiers and foreign words stay.
/// </summary>
internal sealed class WordRepair(Vocabulary vocabulary)
{
    private const int LeastHits = 2, LeastLength = 3, MostLength = 20, MostWords = 4096, MostMisses = 4;

    private static readonly SearchValues<char> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private readonly int[] _starts = new int[MostWords];
    private readonly int[] _ends = new int[MostWords];
    private readonly byte[] _state = new byte[MostWords];
    private int _count;

    /// <summary>Whether the last repair changed most words: then what stood there before says nothing.</summary>
    public bool ChangedMost { get; private set; }

    /// <summary>Whether the last repair turned words around: then their order may be turned around too.</summary>
    public bool Reversed { get; private set; }

    /// <summary>Shifted and reversed words put right, in a copy. False, and <paramref name="into"/> is of no use, if there were none.</summary>
    public bool TryShift(FoldedText text, FoldedText into)
    {
        Reversed = ChangedMost = false;
        Split(text.Chars);
        if (!HasStrange(text.Chars)) return false;
        var repaired = false;
        foreach (var shift in (ReadOnlySpan<LetterShift>)[LetterShift.Rot13, LetterShift.Reversed, LetterShift.Atbash])
        {
            if (!RepairShifted(text, shift, into, repaired)) continue;
            Reversed |= shift == LetterShift.Reversed;
            repaired = true;
        }

        return repaired;
    }

    /// <summary>Puts leetspeak right in place. False if there was none.</summary>
    public bool RepairLeet(FoldedText text)
    {
        Split(text.Chars);
        return RepairLeet(text.Chars, text);
    }

    private void Split(ReadOnlySpan<char> text)
    {
        _count = 0;
        for (var at = 0; at < text.Length && _count < MostWords;)
        {
            if (!IsLeet(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && IsLeet(text[at])) at++;
            var end = at;
            while (end > start && text[end - 1] is '!' or '(' or '|' or '+') end--;
            if (end == start) continue;
            _starts[_count] = start;
            _ends[_count++] = end;
        }
    }

    private bool HasStrange(ReadOnlySpan<char> text)
    {
        var strange = 0;
        for (var i = 0; i < _count && strange < LeastHits; i++)
        {
            var word = text[_starts[i].._ends[i]];
            if (word.Length is >= LeastLength and <= MostLength && word.ContainsAny(Lower) && !vocabulary.Knows(word)) strange++;
        }

        return strange >= LeastHits;
    }

    private bool RepairLeet(ReadOnlySpan<char> text, FoldedText into)
    {
        Span<char> decoded = stackalloc char[MostLength];
        var hits = 0;
        for (var i = 0; i < _count; i++)
        {
            var word = text[_starts[i].._ends[i]];
            _state[i] = 0;
            if (word.Length < 2 || word.Length > MostLength || word.IndexOfAnyExcept(Lower) < 0 || word.IndexOfAnyExcept(Digits) < 0) continue;
            _state[i] = 1;
            if (!DecodeLeet(word, decoded)) continue;
            _state[i] = 2;
            if (word.Length > 3) hits++;
        }

        if (hits < 2) return false;
        for (var i = 0; i < _count; i++)
        {
            if (_state[i] == 0) continue;
            var word = text[_starts[i].._ends[i]];
            DecodeLeet(word, decoded);
            decoded[..word.Length].CopyTo(into.Writable[_starts[i]..]);
        }

        return true;
    }

    // 1, | and ! may be i or l: the choice that makes a known word is taken, else i.
    private bool DecodeLeet(ReadOnlySpan<char> word, Span<char> decoded)
    {
        var twofold = 0;
        foreach (var c in word)
        {
            if (IsTwofold(c)) twofold++;
        }

        for (var choice = 0; choice < 1 << Math.Min(twofold, 3); choice++)
        {
            var bit = 0;
            for (var i = 0; i < word.Length; i++) decoded[i] = IsTwofold(word[i]) && (choice >> Math.Min(bit++, 2) & 1) != 0 ? 'l' : Plain(word[i]);
            if (vocabulary.Knows(decoded[..word.Length])) return true;
        }

        for (var i = 0; i < word.Length; i++) decoded[i] = Plain(word[i]);
        return false;
    }

    private bool RepairShifted(FoldedText source, LetterShift shift, FoldedText into, bool isCopied)
    {
        var text = source.Chars;
        Span<char> decoded = stackalloc char[MostLength], plain = stackalloc char[MostLength];
        for (var i = 0; i < _count; i++)
        {
            var word = text[_starts[i].._ends[i]];
            _state[i] = 0;
            if (word.Length is < LeastLength or > MostLength || !word.ContainsAny(Lower)) continue;
            if (vocabulary.Knows(word))
            {
                _state[i] = 1;
                continue;
            }

            // What was leetspeak before it was shifted is leetspeak again once it is shifted back.
            Shift(word, shift, decoded);
            var isLeet = word.ContainsAnyExcept(Lower);
            if (isLeet ? DecodeLeet(decoded[..word.Length], plain) : vocabulary.Knows(decoded[..word.Length])) _state[i] = 2;
        }

        var repaired = false;
        for (var i = 0; i < _count; i++)
        {
            if (_state[i] != 2) continue;
            int last = i, hits = 1, misses = 0, known = 0;
            for (var k = i + 1; k < _count && misses < MostMisses; k++)
            {
                if (_state[k] == 2)
                {
                    hits++;
                    misses = 0;
                    last = k;
                }
                else if (_ends[k] - _starts[k] >= LeastLength)
                {
                    misses++;
                    if (_state[k] == 1) known++;
                }
            }

            if (hits >= LeastHits && hits > known)
            {
                if (!isCopied && !repaired) Copy(source, into);
                for (var k = i; k <= last; k++) ShiftInPlace(text[_starts[k].._ends[k]], shift, into.Writable[_starts[k].._ends[k]]);
                ChangedMost |= 5 * (last + 1 - i) >= 3 * _count;
                repaired = true;
            }

            i = last;
        }

        return repaired;
    }

    // Not before there is something to change: most texts have strange words, but nothing turned around.
    private static void Copy(FoldedText text, FoldedText into)
    {
        into.Clear(text.Length);
        for (var i = 0; i < text.Length; i++) into.Add(text.Chars[i], text.Sources[i]);
    }

    private static void ShiftInPlace(ReadOnlySpan<char> word, LetterShift shift, Span<char> into) => Shift(word, shift, into);

    private static void Shift(ReadOnlySpan<char> word, LetterShift shift, Span<char> into)
    {
        for (var i = 0; i < word.Length; i++)
        {
            into[i] = shift switch
            {
                LetterShift.Reversed => word[word.Length - 1 - i],
                LetterShift.Rot13 when char.IsAsciiLetterLower(word[i]) => (char)('a' + (word[i] - 'a' + 13) % 26),
                LetterShift.Atbash when char.IsAsciiLetterLower(word[i]) => (char)('a' + 'z' - word[i]),
                _ => word[i],
            };
        }
    }

    private static bool IsLeet(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '@' or '$' or '!' or '|' or '(' or '+' or '€';

    private static bool IsTwofold(char c) => c is '1' or '|' or '!';

    private static char Plain(char c) => c switch
    {
        '0' => 'o',
        '1' or '|' or '!' => 'i',
        '2' => 'z',
        '3' or '€' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '6' or '9' => 'g',
        '7' or '+' => 't',
        '8' => 'b',
        '(' => 'c',
        _ => c,
    };
}
