namespace Sallyport.Detection.Normalization;

/// <summary>
/// Reads a text as a person would: compatibility forms, accents and case folded, invisible characters left out, tag characters decoded,
/// look-alike letters put right in words that are otherwise Latin. One pass, and a second over words of look-alikes alone.
/// </summary>
internal sealed class TextFolder
{
    private readonly List<(int Start, int End)> _undecided = new(64);

    /// <summary>Whether letters were put right, or tags decoded, in the last text: somebody took pains to disguise it.</summary>
    public bool WasDisguised { get; private set; }

    public void Fold(ReadOnlySpan<char> text, FoldedText into)
    {
        into.Clear(text.Length + 16);
        _undecided.Clear();
        WasDisguised = false;
        int latinWords = 0, otherWords = 0;
        for (var at = 0; at < text.Length;)
        {
            var wordStart = into.Length;
            var sourceStart = at;
            bool latin = false, lookAlike = false, other = false;
            while (at < text.Length)
            {
                var c = text[at];
                if (c < 0x80)
                {
                    if (!char.IsAsciiLetter(c)) break;
                    latin = true;
                    into.Add((char)(c | 0x20), at++);
                    continue;
                }

                var before = into.Length;
                var kind = FoldOne(text, ref at, into);
                if (kind == Kind.Separator) break;
                if (into.Length == before) continue;
                if (kind == Kind.LookAlike) lookAlike = true;
                else if (into.Chars[before] < 0x80) latin = true;
                else other = true;
            }

            if (into.Length > wordStart)
            {
                if (lookAlike && latin) PutRight(text, into, wordStart, into.Length);
                else if (lookAlike && !other && _undecided.Count < _undecided.Capacity) _undecided.Add((wordStart, into.Length));
                if (latin) latinWords++;
                else otherWords++;
            }

            if (at < text.Length && at == sourceStart) AddSeparator(text, ref at, into);
        }

        if (latinWords < 2 * (otherWords - _undecided.Count) || latinWords == 0) return;
        foreach (var (start, end) in _undecided) PutRight(text, into, start, end);
    }

    private enum Kind
    {
        Letter,
        LookAlike,
        Separator,
    }

    private Kind FoldOne(ReadOnlySpan<char> text, ref int at, FoldedText into)
    {
        var c = text[at];
        string? reading;
        var length = 1;
        if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            length = 2;
            var point = char.ConvertToUtf32(c, text[at + 1]);
            reading = FoldTable.Read(point);
            if (reading is null) return Kind.Separator;
            if (point is >= 0xE0020 and <= 0xE007E)
            {
                // What is hidden in tags begins a line of its own, not the end of the word before.
                if (into.Length > 0 && !(at >= 2 && text[at - 2] == c && text[at - 1] is >= '\uDC00' and <= '\uDC7F')) into.Add('\n', at);
                WasDisguised = true;
            }
        }
        else
        {
            reading = FoldTable.Read(c);
            if (reading is null && !IsWord(c)) return Kind.Separator;
        }

        if (reading is { Length: > 0 } && !IsWord(reading[0])) return Kind.Separator;
        if (reading is null) into.Add(c, at);
        else
        {
            foreach (var r in reading) into.Add(r, at);
        }

        at += length;
        return length == 1 && FoldTable.LookAlike(c) != 0 && (reading is null || reading is [>= '\x80', ..]) ? Kind.LookAlike : Kind.Letter;
    }

    private static void AddSeparator(ReadOnlySpan<char> text, ref int at, FoldedText into)
    {
        var c = text[at];
        if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            if (FoldTable.Read(char.ConvertToUtf32(c, text[at + 1])) is { } reading)
            {
                foreach (var r in reading) into.Add(r, at);
            }
            else
            {
                into.Add(c, at);
                into.Add(text[at + 1], at + 1);
            }

            at += 2;
            return;
        }

        if (c >= 0x80 && FoldTable.Read(c) is { } read)
        {
            foreach (var r in read) into.Add(r, at);
        }
        else
        {
            into.Add(c, at);
        }

        at++;
    }

    private void PutRight(ReadOnlySpan<char> text, FoldedText folded, int start, int end)
    {
        WasDisguised = true;
        var chars = folded.Writable;
        for (var i = start; i < end; i++)
        {
            if (chars[i] < 0x80) continue;
            var look = FoldTable.LookAlike(text[folded.Sources[i]]);
            if (look != 0) chars[i] = (char)look;
        }
    }

    private static bool IsWord(char c) => c < 0x80 ? char.IsAsciiLetterOrDigit(c) : char.IsLetter(c) || char.GetUnicodeCategory(c) is
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
