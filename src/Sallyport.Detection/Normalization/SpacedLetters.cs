namespace Sallyport.Detection.Normalization;

/// <summary>Joins letters that were written apart: <c>i g n o r e   a l l</c>, <c>i-g-n-o-r-e</c>. Wider gaps end words; without any, known words are sought.</summary>
internal sealed class SpacedLetters(Vocabulary vocabulary)
{
    private const int LeastLetters = 6, MostGap = 4, MostWord = 16, MostLetters = 1024;
    private const int KnownCost = 4, UnknownCost = 7;

    private readonly char[] _letters = new char[MostLetters];
    private readonly int[] _places = new int[MostLetters];
    private readonly bool[] _endsWord = new bool[MostLetters + 1];
    private readonly int[] _costs = new int[MostLetters + 1];
    private readonly int[] _cuts = new int[MostLetters + 1];

    public bool TryJoin(ReadOnlySpan<char> text, FoldedText into)
    {
        into.Clear(text.Length + 16);
        var joined = false;
        for (var at = 0; at < text.Length;)
        {
            var end = IsLetter(text[at]) && !(at > 0 && IsLetter(text[at - 1])) ? Join(text, at, into) : at;
            if (end > at)
            {
                joined = true;
                at = end;
                continue;
            }

            // Past this letter and its word no run begins.
            do into.Add(text[at], at++);
            while (at < text.Length && IsLetter(text[at]) && IsLetter(text[at - 1]));
        }

        return joined;
    }

    private int Join(ReadOnlySpan<char> text, int start, FoldedText into)
    {
        var count = 0;
        var at = start;
        var end = start;
        var usual = 0;
        var boundaries = false;
        while (count < MostLetters && at < text.Length && IsLetter(text[at]) && !(at + 1 < text.Length && IsLetter(text[at + 1])))
        {
            _letters[count] = text[at];
            _places[count] = at;
            _endsWord[count++] = false;
            end = ++at;
            var gap = Gap(text, at);
            if (gap == 0) break;
            if (count == 1) usual = gap;
            if (count > 1 && gap != usual || usual == 1 && text[at] != text[start + 1]) _endsWord[count - 1] = boundaries = true;
            at += gap;
        }

        if (count < LeastLetters) return start;
        if (!boundaries && count > 2 * LeastLetters) Segment(count);
        for (var i = 0; i < count; i++)
        {
            into.Add(_letters[i], _places[i]);
            if (_endsWord[i] && i < count - 1) into.Add(' ', _places[i]);
        }

        return end;
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
