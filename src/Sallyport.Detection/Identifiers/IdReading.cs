using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Identifiers;

/// <summary>Groups of letters and digits with one separator between two of them, read from where an identifier might begin.</summary>
internal ref struct IdReading
{
    /// <summary>Most letters and digits of an identifier.</summary>
    public const int Most = 36;

    /// <summary>Most groups.</summary>
    public const int MostGroups = 9;

    /// <summary>Longest neighbouring group looked at.</summary>
    public const int MaxGroup = 20;

    /// <summary>Most chars of an identifier with the few that decide whether it ends there.</summary>
    public const int MaxChars = Most + MostGroups + 3;

    private Ids _id;
    private Separators _separators;
    private Ends _ends;
    private Ends _counts;

    /// <summary>Number of groups.</summary>
    public int Groups { get; private set; }

    /// <summary>Bit i: the i-th char is a digit.</summary>
    public ulong Digits { get; private set; }

    /// <summary>Bit i: the i-th char is a lower-case letter.</summary>
    public ulong Lower { get; private set; }

    /// <summary>Bit i: a separator stands before the i-th char.</summary>
    public ulong Breaks { get; private set; }

    /// <summary>True if the text ended before a group did.</summary>
    public bool Open { get; private set; }

    /// <summary>Index in the text after a group.</summary>
    public readonly int End(int group) => _ends[group];

    /// <summary>Letters and digits up to the end of a group.</summary>
    public readonly int Count(int group) => _counts[group];

    /// <summary>The identifier up to the end of a group, in upper case and without separators.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<char> Id(int group) => ((ReadOnlySpan<char>)_id)[.._counts[group]];

    /// <summary>The separators up to the end of a group.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<char> SeparatorsTo(int group) => ((ReadOnlySpan<char>)_separators)[..group];

    public readonly int GroupLength(int group) => group == 0 ? _counts[0] : _counts[group] - _counts[group - 1];

    /// <summary>Reads from the first char of a group.</summary>
    public void Read(ReadOnlySpan<char> text, int at)
    {
        int count = 0, i = at;
        while (Groups < MostGroups)
        {
            // 1. A group.
            var first = count;
            var start = i;
            var digits = false;
            while (i < text.Length && char.IsAsciiLetterOrDigit(text[i]))
            {
                if (count == Most) return;
                var c = text[i++];
                if (char.IsAsciiDigit(c))
                {
                    Digits |= 1UL << count;
                    digits = true;
                }
                else if (char.IsAsciiLetterLower(c))
                {
                    Lower |= 1UL << count;
                    c = (char)(c & ~0x20);
                }

                _id[count++] = c;
            }

            if (i >= text.Length) Open = true;
            if (IsNeighbour(text, i)) return;
            if (Groups > 0)
            {
                if (!digits && (count - first > 4 || (_separators[Groups - 1] is ' ' && char.IsAsciiLetterLower(text[start])))) return;
                Breaks |= 1UL << first;
            }

            _counts[Groups] = count;
            _ends[Groups++] = i;

            // 2. One separator and what follows it; a last char may be in parentheses.
            var separator = text.CharAt(i);
            if (separator == '(' && i + 2 < text.Length && text[i + 2] == ')' && char.IsAsciiLetterOrDigit(text[i + 1]) && count < Most && Groups < MostGroups)
            {
                if (char.IsAsciiDigit(text[i + 1])) Digits |= 1UL << count;
                Breaks |= 1UL << count;
                _separators[Groups - 1] = '(';
                _id[count++] = char.ToUpperInvariant(text[i + 1]);
                _counts[Groups] = count;
                _ends[Groups++] = i + 3;
                return;
            }

            if (i + 2 >= text.Length) Open = true;
            if (separator is not (' ' or '-' or '.' or '/' or '\u00A0') || i + 1 >= text.Length || !char.IsAsciiLetterOrDigit(text[i + 1])) return;
            if (Groups < MostGroups) _separators[Groups - 1] = separator == '\u00A0' ? ' ' : separator;
            i++;
        }
    }

    /// <summary>True if a letter, digit or underscore stands there that would make the group part of a longer word.</summary>
    public static bool IsNeighbour(ReadOnlySpan<char> text, int at) => text.IsWordAt(at) && !WordFolding.IsUnspaced(text[at]);

    /// <summary>First index from which an identifier might still begin, grow or vanish if more text followed.</summary>
    public static int OpenFrom(ReadOnlySpan<char> text)
    {
        for (var at = Math.Max(0, text.Length - MaxChars - LabelContext.After - MaxGroup); at < text.Length; at++)
        {
            if (!char.IsAsciiLetterOrDigit(text[at]) || (at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]))) continue;
            if (MayGrow(text, at)) return at;
        }

        return text.Length;
    }

    private static bool MayGrow(ReadOnlySpan<char> text, int at)
    {
        // 1. Up to two groups of letters, then one with a digit.
        var i = at;
        for (var group = 0; group < 3; group++)
        {
            var start = i;
            var digits = false;
            while (i < text.Length && char.IsAsciiLetterOrDigit(text[i])) digits |= char.IsAsciiDigit(text[i++]);
            if (i >= text.Length) return i - start <= Most;
            if (digits) break;
            if (group == 2 || !IsFront(text[start..i], text[i])) return false;
            if (++i >= text.Length) return true;
            if (!char.IsAsciiLetterOrDigit(text[i])) return false;
        }

        // 2. What can be read from there, and the words after it.
        var reading = default(IdReading);
        reading.Read(text, at);
        if (reading.Open) return true;
        for (var group = 0; group < reading.Groups; group++)
        {
            if (reading.Count(group) < 3) continue;
            var end = reading.End(group);
            if (text.Length - end < MaxGroup && text[end..].IndexOfAnyExcept(FollowingGroup) < 0) return true;
            _ = LabelContext.Following(text, end, out var open);
            if (open) return true;
        }

        return false;
    }

    /// <summary>True if a group of letters can be the front of an identifier whose digits follow after this separator.</summary>
    public static bool IsFront(ReadOnlySpan<char> letters, char separator) => separator switch
    {
        '-' => letters.Length <= 6,
        ' ' or '\u00A0' or '.' => letters.Length <= 4 && letters.IndexOfAnyExceptInRange('A', 'Z') < 0,
        _ => false,
    };

    private static readonly System.Buffers.SearchValues<char> FollowingGroup = System.Buffers.SearchValues.Create("0123456789 -./:,\u00A0");

    [InlineArray(Most)]
    private struct Ids
    {
        private char _first;
    }

    [InlineArray(MostGroups)]
    private struct Separators
    {
        private char _first;
    }

    [InlineArray(MostGroups)]
    private struct Ends
    {
        private int _first;
    }
}
