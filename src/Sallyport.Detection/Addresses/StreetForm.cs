using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Addresses;

/// <summary>Streets with a number: where they begin and end.</summary>
internal static class StreetForm
{
    /// <summary>End of a house number's digits, letter and range: 12, 12b, 12-14, 12/3; -1 if the digits are no house number.</summary>
    public static int NumberEnd(ref Lookahead look, int at, int most)
    {
        var end = look.DigitsEnd(at, most);
        if (end - at > most) return -1;
        if (look[end] is '-' or '/' or '–' && look.IsDigit(end + 1))
        {
            var range = look.DigitsEnd(end + 1, 4);
            if (range - end > 5) return -1;
            end = range;
        }

        if (char.IsAsciiLetter(look[end]))
        {
            if (look.IsWord(end + 1)) return -1;
            end++;
        }

        return look[end] is '.' or ',' or ':' && look.IsDigit(end + 1) ? -1 : look.IsWord(end) || look[end] is '%' or '-' ? -1 : end;
    }

    /// <summary>End of a street whose number comes first: 12 Oak Street, 12 bis, rue de la Paix; -1 if there is none.</summary>
    /// <param name="weak">True if the words alone do not decide: something around them has to.</param>
    /// <param name="small">True if the last word has no capital (54 Clark locks): then a postal code has to follow.</param>
    public static int NumberFirst(ref Lookahead look, int at, out bool weak, out bool small)
    {
        weak = false;
        small = false;
        var end = NumberEnd(ref look, at, 5);
        if (end < 0) return -1;
        var i = end;
        if (look[i] == ',') i++;
        if (!look.IsSpace(i)) return -1;
        i++;
        if (look[i] is 'b' or 't' or 'q' && (look.Continues(i, "bis ") || look.Continues(i, "ter ") || look.Continues(i, "bis, ") || look.Continues(i, "ter, "))) i += look[i + 3] == ',' ? 5 : 4;
        if (!look.IsLetter(i) && !look.IsDigit(i)) return -1;

        var first = AddressWords.End(ref look, i);
        var french = first > i && first - i <= StreetWords.French.Longest ? StreetWords.French[look.Text[i..first]] : (byte)0;
        if (french != 0 && FrenchEnd(ref look, first, french) is > 0 and var over)
        {
            weak = !char.IsUpper(look[i]) && french == StreetWords.Weak;
            return over;
        }

        if (i > end + 1) return -1;
        end = EnglishEnd(ref look, i, at, out weak, out var last);
        if (end > 0 || last < 0) return end;
        small = true;
        return last;
    }

    /// <summary>Start of a street whose number, at <paramref name="at"/>, comes last: Hauptstraße 5, Calle Mayor 12, ul. Długa 7; -1 if there is none.</summary>
    /// <param name="weak">True if the words alone do not decide: what follows has to.</param>
    public static int NumberLast(ReadOnlySpan<char> text, int at, out bool weak)
    {
        // 1. Over the space, a comma and a word for number.
        weak = false;
        var end = SkipBack(text, at, 3);
        var word = AddressWords.Start(text, end);
        if (end == at || word == end) return -1;
        if (StreetWords.NumberMarks.Contains(text[word..end]))
        {
            end = SkipBack(text, word, 3);
            word = AddressWords.Start(text, end);
            if (word == end) return -1;
        }

        // 2. A word that is a street by its end, or a word for street with a name before it.
        var last = text[word..end];
        var kind = StreetWords.Last[last];
        if (kind == 0 && !char.IsUpper(last[0])) return -1;
        if (kind != 0 && NameBefore(text, word) is >= 0 and var named)
        {
            weak = kind == StreetWords.Weak || IsPlainStreet(last);
            return named;
        }

        if (char.IsUpper(last[0]) && StreetWords.HasEnding(last)) return WithAdjective(text, word);

        // 3. Back to a word for street, over a name.
        int start = word, capitals = char.IsUpper(last[0]) ? 1 : 0;
        var earliest = capitals > 0 ? word : -1;
        for (var words = 0; words < 6; words++)
        {
            var before = start;
            while (before > 0 && start - before < 2 && text[before - 1] is ' ' or '.' or '/') before--;
            if (before == start) break;
            var next = AddressWords.Start(text, before);
            if (next == before) break;
            var name = text[next..before];
            var type = capitals > 0 && IsWordForStreet(text, next, before) ? StreetWords.First[name] : (byte)0;
            if (type != 0)
            {
                weak = type == StreetWords.Weak;
                return next;
            }

            if (char.IsUpper(name[0]))
            {
                capitals++;
                earliest = next;
            }
            else if (!StreetWords.Links.Contains(name))
            {
                break;
            }

            start = next;
        }

        weak = true;
        return earliest;
    }

    /// <summary>End of a flat, floor or office behind a street: , Apt. 4B; Suite 612; #12; 3º B. <paramref name="end"/> itself if there is none.</summary>
    public static int UnitEnd(ref Lookahead look, int end)
    {
        var i = end;
        if (look[i] == ',') i++;
        while (i - end < 3 && look[i] is ' ' or '\n' or '\r') i++;
        if (i == end) return end;
        if (look[i] == '#')
        {
            i++;
            if (look.IsSpace(i)) i++;
        }
        else if (look.IsDigit(i))
        {
            // 3º B, 2ª, 4. OG, 1. tv
            var digits = look.DigitsEnd(i, 2);
            if (digits - i > 2 || look[digits] is not ('º' or 'ª' or '°')) return end;
            digits++;
            return look.IsSpace(digits) && char.IsAsciiLetterUpper(look[digits + 1]) && !look.IsWord(digits + 2) ? digits + 2 : look.IsWord(digits) ? end : digits;
        }
        else
        {
            var over = AddressWords.End(ref look, i);
            if (over == i || over - i > StreetWords.Units.Longest || !StreetWords.Units.Contains(look.Text[i..over])) return end;
            i = over;
            if (look[i] == '.') i++;
            if (!look.IsSpace(i)) return end;
            i++;
            if (look[i] == '#') i++;
        }

        var value = i;
        while (value - i < 6 && (char.IsAsciiLetterOrDigit(look[value]) || (look[value] == '-' && look.IsDigit(value + 1)))) value++;
        if (value == i || look.IsWord(value)) return end;
        return value - i == 1 || ContainsDigit(look.Text[i..value]) ? value : end;
    }

    private static int EnglishEnd(ref Lookahead look, int i, int at, out bool weak, out int smallEnd)
    {
        weak = false;
        smallEnd = -1;
        int names = 0, small = 0, end = -1, weakEnd = -1;
        for (var words = 0; words < 6; words++)
        {
            int over;
            if (look.IsDigit(i))
            {
                // 5th Avenue, 42nd Street
                over = look.DigitsEnd(i, 3);
                var ordinal = look.LettersEnd(over, 2);
                if (ordinal - over != 2 || over - i > 3) break;
                over = ordinal;
                names++;
            }
            else
            {
                over = AddressWords.End(ref look, i);
                if (over == i || look.IsDigit(over)) break;
                var word = look.Text[i..over];
                var kind = names > 0 ? StreetWords.English[word] : (byte)0;
                if (kind == StreetWords.Strong && (char.IsUpper(word[0]) || small > 0 || IsPlainStreet(word)))
                {
                    end = over;
                    weak = small > 0;
                }
                else if (kind != 0 && char.IsLower(word[0]) && small == 0 && weakEnd < 0 && end < 0)
                {
                    smallEnd = over;
                    break;
                }
                else if (kind == StreetWords.Weak && char.IsUpper(word[0]) && small == 0)
                {
                    weakEnd = over;
                }
                else if (end > 0)
                {
                    if (StreetWords.Directions.Contains(word) && char.IsUpper(word[0]) && !(word.Length == 1 && look.IsSpace(over) && char.IsLower(look[over + 1]))) end = over;
                    break;
                }
                else if (!char.IsUpper(word[0]))
                {
                    if (weakEnd > 0) break;
                    if (!StreetWords.Links.Contains(word) || names == 0)
                    {
                        // 123 main street, after a word such as address
                        if (names > small || words > 1 || word.Length < 3 || NotNames.Contains(word)) break;
                        small++;
                    }
                }

                names++;
            }

            if (look[over] == '.' && over - i <= 3 && look.IsSpace(over + 1)) over++;
            if (!look.IsSpace(over)) break;
            i = over + 1;
        }

        if (end > 0) return small == 0 || StreetWords.Context.Precede(look.Text, at) ? end : -1;
        weak = true;
        return weakEnd;
    }

    /// <summary>True if the word "at" stands before the number.</summary>
    public static bool IsAt(ReadOnlySpan<char> text, int at) => at >= 3 && text[(at - 3)..at] is "at " && !text.IsWordAt(at - 4);

    private static bool IsPlainStreet(ReadOnlySpan<char> word) => word is "street" or "avenue" or "road" or "boulevard" or "drive" or "lane" or "tie" or "str" or "marg" or "st" or "ave" or "rd" or "blvd" or "dr" or "ln";

    private static readonly WordTable NotNames = new((1, "the and for are was way more less lane minute minutes hour hours mile miles block blocks people times different one two three other new old km per this that off from into major busy dirt"));

    private static int FrenchEnd(ref Lookahead look, int first, byte kind)
    {
        var i = first;
        if (look[i] == '.') i++;
        if (!look.IsSpace(i)) return -1;
        i++;
        int end = -1, links = 0;
        for (var words = 0; words < 7; words++)
        {
            if (look[i] is 'l' or 'd' or 'L' or 'D' && look[i + 1] is '\'' or '’' && look.IsLetter(i + 2)) links++;
            var over = AddressWords.End(ref look, i);
            if (over == i || look.IsDigit(over)) break;
            var word = look.Text[i..over];
            if (char.IsUpper(word[0]) || (word.Length > 2 && word[1] is '\'' or '’' && char.IsUpper(word[2]))) end = over;
            else if (StreetWords.Links.Contains(word)) links++;
            else if (end < 0 && links > 0 && kind == StreetWords.Strong) return over; // rue du commerce
            else break;
            if (!look.IsSpace(over)) break;
            i = over + 1;
        }

        return end;
    }

    // Short ones want a full stop or slash behind them, and some are words of English unless they have a capital.
    private static bool IsWordForStreet(ReadOnlySpan<char> text, int at, int end)
    {
        if (end - at <= 2 && text.CharAt(end) != '/' && !(text.CharAt(end) == '.' && text.CharAt(end + 1) == ' ') && !text[at..end].Equals("ul", StringComparison.OrdinalIgnoreCase)) return false;
        return char.IsUpper(text[at]) || AlsoSmall.Contains(text[at..end]);
    }

    private static readonly WordTable AlsoSmall = new((1, "calle avenida avda c av rua ul al os pl ulica aleja rue avenue boulevard улица ул пр-т viale piazza jl jalan đường"));

    private static int SkipBack(ReadOnlySpan<char> text, int at, int most)
    {
        var end = at;
        while (end > 0 && at - end < most && text[end - 1] is ' ' or ',' or '.' or '\u00A0' or ':' or '#' or '°' or '/') end--;
        return end;
    }

    private static int WithAdjective(ReadOnlySpan<char> text, int word)
    {
        if (text.CharAt(word - 1) != ' ') return word;
        var end = text.CharAt(word - 2) == '.' ? word - 2 : word - 1;
        var start = AddressWords.Start(text, end);
        return start < end && char.IsUpper(text[start]) && StreetWords.Adjectives.Contains(text[start..end]) ? start : word;
    }

    // One to three capitalized words right before a word for street.
    private static int NameBefore(ReadOnlySpan<char> text, int word)
    {
        var start = word;
        for (var words = 0; words < 3; words++)
        {
            if (text.CharAt(start - 1) != ' ') break;
            var next = AddressWords.Start(text, start - 1);
            if (next == start - 1 || !char.IsUpper(text[next])) break;
            start = next;
        }

        return start == word ? -1 : start;
    }

    private static bool ContainsDigit(ReadOnlySpan<char> text) => text.ContainsAny(TextChars.Digits);
}
