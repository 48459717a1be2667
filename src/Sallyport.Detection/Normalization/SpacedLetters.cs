namespace Sallyport.Detection.Normalization;

/// <summary>Joins letters that were written apart: <c>i g n o r e   a l l</c>, <c>i-g-n-o-r-e</c>. Wider gaps end words; without any, known words are sought.</summary>
internal sealed class SpacedLetters(Vocabulary vocabulary)
{
    private const int LeastLetters = 6, MostGap = 8, MostWord = 16, MostLetters = 1024, MostSampled = 12;
    private const int KnownCost = 4, UnknownCost = 7;

    private readonly char[] _letters = new char[MostLetters];
    private readonly int[] _places = new int[MostLetters];
    private readonly bool[] _endsWord = new bool[MostLetters + 1];
    private readonly int[] _costs = new int[MostLetters + 1];
    private readonly int[] _cuts = new int[MostLetters + 1];
    private bool _hasBoundaries;

    public bool TryJoin(ReadOnlySpan<char> text, FoldedText into)
    {
        var copied = -1;
        for (var at = 0; at < text.Length;)
        {
            if (!IsLetter(text[at]))
            {
                at++;
                continue;
            }

            // A run begins with a letter on its own; past a longer word none does.
            var end = at + 1;
            while (end < text.Length && IsLetter(text[end])) end++;
            if (end > at + 1 || Letters(text, at, out var next) is var count && count < LeastLetters)
            {
                at = end;
                continue;
            }

            if (copied < 0)
            {
                copied = 0;
                into.Clear(text.Length + 16);
            }

            into.AddRange(text, copied, at);
            Write(count, into);
            copied = at = next;
        }

        if (copied < 0) return false;
        into.AddRange(text, copied, text.Length);
        return true;
    }

    // Gathers the letters of the run that begins at start. A run too short is looked at again from each of its letters, which LeastLetters bounds.
    private int Letters(ReadOnlySpan<char> text, int start, out int end)
    {
        var count = 0;
        var at = end = start;
        var (usual, sign) = UsualGap(text, start);
        _hasBoundaries = false;
        while (count < MostLetters && at < text.Length && IsLetter(text[at]) && !(at + 1 < text.Length && IsLetter(text[at + 1])))
        {
            _letters[count] = text[at];
            _places[count] = at;
            _endsWord[count++] = false;
            end = ++at;
            var gap = Gap(text, at);
            if (gap == 0) break;
            if (gap != usual || usual == 1 && text[at] != sign) _endsWord[count - 1] = _hasBoundaries = true;
            at += gap;
        }

        return count;
    }

    private void Write(int count, FoldedText into)
    {
        if (!_hasBoundaries && count > 2 * LeastLetters) Segment(count);
        for (var i = 0; i < count; i++)
        {
            into.Add(_letters[i], _places[i]);
            if (_endsWord[i] && i < count - 1) into.Add(' ', _places[i]);
        }
    }

    // What stands between most of the first letters: a text may begin with a word of one.
    private static (int Length, char Sign) UsualGap(ReadOnlySpan<char> text, int start)
    {
        Span<int> lengths = stackalloc int[MostSampled];
        Span<char> signs = stackalloc char[MostSampled];
        var count = 0;
        for (var at = start + 1; count < MostSampled && Gap(text, at) is > 0 and var gap; at += gap + 1)
        {
            lengths[count] = gap;
            signs[count++] = text[at];
            if (at + gap + 1 < text.Length && IsLetter(text[at + gap + 1])) break;
        }

        int best = 0, most = 0;
        for (var i = 0; i < count; i++)
        {
            var same = 0;
            for (var k = 0; k < count; k++)
            {
                if (lengths[k] == lengths[i] && signs[k] == signs[i]) same++;
            }

            if (same > most || same == most && lengths[i] < lengths[best]) (best, most) = (i, same);
        }

        return count == 0 ? (0, '\0') : (lengths[best], signs[best]);
    }

    private static int Gap(ReadOnlySpan<char> text, int at)
    {
        var gap = 0;
        while (gap < MostGap && at + gap < text.Length && !IsLetter(text[at + gap]) && text[at + gap] != '\n') gap++;
        return at + gap < text.Length && IsLetter(text[at + gap]) ? gap : 0;
    }

    // The cheapest cut into known words and single unknown letters.
    private void Segment(int count)
    {
        _costs[0] = 0;
        for (var end = 1; end <= count; end++)
        {
            _costs[end] = _costs[end - 1] + UnknownCost;
            _cuts[end] = end - 1;
            for (var length = 2; length <= MostWord && length <= end; length++)
            {
                var cost = _costs[end - length] + KnownCost;
                if (cost >= _costs[end] || !vocabulary.Knows(_letters.AsSpan(end - length, length))) continue;
                _costs[end] = cost;
                _cuts[end] = end - length;
            }
        }

        for (var end = count; end > 0; end = _cuts[end]) _endsWord[end - 1] = true;
    }

    private static bool IsLetter(char c) => char.IsAsciiLetterOrDigit(c) || c is '@' or '$' || c >= '\x80' && char.IsLetter(c);
}
