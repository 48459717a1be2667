using System.Runtime.CompilerServices;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Phones;

/// <summary>The digit groups of a number and the signs between them, read from the text.</summary>
internal ref struct PhoneGroups
{
    public const int MaxDigits = 16, MaxChars = 36;
    private GroupList _lengths;
    private GroupList _starts;

    /// <summary>The sign between the first groups that have one; NUL if only parentheses and slashes stand between groups.</summary>
    public char Separator { get; private set; }

    /// <summary>True if different signs stand between groups.</summary>
    public bool Mixed { get; private set; }

    /// <summary>True if a group stands in parentheses.</summary>
    public bool Parentheses { get; private set; }

    /// <summary>True if a parenthesis before the first group was never closed, so that it is not part of the number.</summary>
    public bool Unclosed { get; private set; }

    public int Digits { get; private set; }

    public int Count { get; private set; }

    public int End { get; private set; }

    public readonly int this[int group] => group < Count ? _lengths[group] : 0;

    public readonly int StartOf(int group) => _starts[group];

    /// <summary>Reads the groups from the first digit at <paramref name="at"/> on.</summary>
    /// <returns>False if there are more groups, digits or chars than a phone number has.</returns>
    public bool Read(ref Lookahead look, int at)
    {
        var open = look[at - 1] == '(';
        Parentheses = open;
        if (!ReadGroups(ref look, at, ref open)) return false;
        if (!open) return true;
        if (_starts[0] != at || look[at - 1] != '(') return false;
        for (var i = at; i < End; i++)
        {
            if (look[i] == '(') return false;
        }

        Unclosed = true;
        Parentheses = false;
        return true;
    }

    private bool ReadGroups(ref Lookahead look, int at, ref bool open)
    {
        var i = at;
        while (true)
        {
            if (Count == GroupList.Size) return false;
            var end = look.DigitsEnd(i, MaxDigits);
            _starts[Count] = i;
            _lengths[Count++] = end - i;
            Digits += end - i;
            if (Digits > MaxDigits || end - at > MaxChars) return false;
            End = end;

            // One sign, or a closing parenthesis and one sign, or one sign and an opening parenthesis.
            i = end;
            var sign = look[i];
            if (open && sign == ')')
            {
                open = false;
                End = ++i;
                sign = look[i];
            }
            else if (sign == ')')
            {
                return true;
            }

            if (sign is ' ' or '-' or '.' or '/' or '\u00A0' or '\u2011' or '–')
            {
                i++;
                if (sign == ' ' && look[i] is '-' or '–' or '/' && look[i + 1] == ' ' && look.IsDigit(i + 2) && Count == 1) i += 2; // 030 - 123456
            }
            else
            {
                sign = '\0';
            }

            if (look[i] == '(' && look.IsDigit(i + 1) && !Parentheses)
            {
                open = true;
                Parentheses = true;
                i++;
                if (Count > 2) return true;
            }

            if (i == end || !look.IsDigit(i)) return true;
            if (sign is '\0' or '/') continue;
            if (sign == '\u00A0') sign = ' ';
            if (Separator == '\0') Separator = sign;
            else if (Separator != sign) Mixed = true;
        }
    }

    /// <summary>True if the groups have these lengths, from <paramref name="from"/> on and to the end.</summary>
    public readonly bool Are(int from, params ReadOnlySpan<byte> lengths)
    {
        if (Count - from != lengths.Length) return false;
        for (var i = 0; i < lengths.Length; i++)
        {
            if (_lengths[from + i] != lengths[i]) return false;
        }

        return true;
    }

    [InlineArray(Size)]
    private struct GroupList
    {
        public const int Size = 9;
        private int _first;
    }
}
