using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Phones;

/// <summary>Phone numbers: international, North American, national forms of many countries, and bare digits after a word such as phone or call; with extensions.</summary>
/// <remarks>Not dates, amounts, versions or addresses; bare digits without a context word are never a finding.</remarks>
public sealed class PhoneDetector : NumberAnchoredDetector
{
    private const int MaxExtension = 6;

    /// <inheritdoc/>
    public override string Id => "phone";

    /// <inheritdoc/>
    public override string Label => "PHONE";

    /// <inheritdoc/>
    public override int Reach => LookBehind + Ahead + 4;

    /// <inheritdoc/>
    public override int LookBehind => PhoneWords.Calls.LookBehind + 4;

    private protected override int Ahead => PhoneGroups.MaxChars + PhoneGroups.MaxDigits + 28;

    internal override int MinDigits => 6;

    private protected override void Decide(ref Lookahead look, int at, ref Pieces found)
    {
        // 1. What stands before the first digit.
        var text = look.Text;
        var start = at;
        if (text.CharAt(start - 1) == '(') start--;
        var plus = text.CharAt(start - 1) is '+' or '＋';
        if (plus) start--;
        else if (start == at && text.CharAt(at - 1) == ' ' && text.CharAt(at - 2) == '+')
        {
            plus = true;
            start = at - 2;
        }

        if (plus && text.CharAt(start - 1) == '(' && text.CharAt(at - 1) != '(') start--; // (+49) 30 901820
        found.Earliest = start;
        var before = text.CharAt(start - 1);
        if (text.IsWordAt(start - 1) || before is '+' or '#' or '$' or '€' or '£' || (before == '=' && text.IsDigitAt(start - 2))) return;
        if (text.IsDigitAt(start - 2) && (before is '.' or '-' or '/' or ')' or ',' or ':' || (TextChars.IsSpace(before) && !plus))) return;
        if (before is '-' or '.' && text.IsWordAt(start - 2)) return;
        if (before == ')' && text.IsDigitAt(start - 2)) return;

        // 2. The groups.
        var groups = default(PhoneGroups);
        if (text.CharAt(start) == '(' && text.CharAt(start + 1) == '+' && !ReadCode(ref look, ref groups, ref at)) return;
        if (groups.Count == 0 && !groups.Read(ref look, at)) return;
        if (groups.Digits < 6) return;
        if (groups.Unclosed) start = at;
        var end = groups.End;
        if (look.Text.CharAt(end - 1) == ')') return;
        var extended = ExtensionEnd(ref look, end);
        if (extended == end && (look.IsWord(end) || (look[end] is '-' or '+' && look.IsWord(end + 1)))) return;

        // 3. What they make.
        var confidence = Confidence.Certain;
        if (plus)
        {
            var second = NextDigit(text, at + 1);
            if (groups.Digits is < 7 or > 15 || !PhonePlans.IsCallingCode(text[at], text.CharAt(second))) return;
            if (groups.Digits < 9 && groups.Count == 1 && !PhoneWords.Calls.Precede(text, start)) return;
        }
        else
        {
            if (PhonePlans.IsOther(text, in groups)) return;
            if (look[end] is '.' or ',' && look.IsDigit(end + 1)) return;
            if (look[end] == '%' || look[end] == '/' && look.IsWord(end + 1)) return;
            if (Weigh(text, start, in groups, extended > end) is not { } weight) return;
            confidence = weight;
        }

        found.Add(start, extended, confidence);
    }

    private protected override int WordsOpenFrom(ReadOnlySpan<char> text)
    {
        var open = text.Length;
        while (open > 0 && text.Length - open < 3 && text[open - 1] is '+' or '(' or '＋') open--;
        return open == text.Length && text.CharAt(open - 1) == ' ' && text.CharAt(open - 2) == '+' ? open - 2 : open;
    }

    private static Confidence? Weigh(ReadOnlySpan<char> text, int start, scoped ref readonly PhoneGroups groups, bool extended)
    {
        if (PhoneWords.OtherNumbers.Precede(text, start)) return null;
        var called = PhoneWords.Calls.Precede(text, start);
        if (PhonePlans.IsDialledOut(text, in groups)) return groups.Count > 1 || called ? Confidence.Likely : null;
        if (PhonePlans.IsNorthAmerican(text, in groups) || PhonePlans.IsDistinct(text, in groups)) return groups.Count > 1 ? Confidence.Likely : Confidence.Possible;
        if (called) return !PhonePlans.IsPlausible(text, in groups) || (groups.Separator == '.' && PhonePlans.IsAmount(in groups)) ? null : groups.Count > 1 ? Confidence.Likely : Confidence.Possible;
        if (extended && groups.Digits == 10) return Confidence.Possible;
        if (groups.Digits is < 8 or > 12 || (groups.Count == 1 && groups.Digits != 10) || PhonePlans.IsAmount(in groups)) return null;
        return PhoneWords.Numbers.Precede(text, start) && PhonePlans.IsPlausible(text, in groups) ? Confidence.Possible : null;
    }

    // (+49) 30 901820: the code stands in parentheses with its plus sign
    private static bool ReadCode(ref Lookahead look, ref PhoneGroups groups, ref int at)
    {
        var close = look.DigitsEnd(at, 4);
        if (close - at > 3 || look[close] != ')') return groups.Read(ref look, at);
        var next = look.IsSpace(close + 1) || look[close + 1] == '-' ? close + 2 : close + 1;
        if (look[next] == '(' && look.IsDigit(next + 1)) next++;
        return look.IsDigit(next) && groups.Read(ref look, next);
    }

    // x123, ext. 123, extension 123, Durchwahl 12, #12
    private static int ExtensionEnd(ref Lookahead look, int end)
    {
        var at = end;
        if (look[at] == ',') at++;
        if (look.IsSpace(at)) at++;
        var c = look[at];
        int word;
        if (c is 'e' or 'E') word = look.Continues(at, "extension") ? 9 : look.Continues(at, "extn") ? 4 : look.Continues(at, "ext") ? 3 : 0;
        else if (c is 'x' or 'X' or '#') word = 1;
        else if (c is 'D' or 'd') word = look.Continues(at, "Durchwahl") ? 9 : look.Continues(at, "DW") ? 2 : look.Continues(at, "doorkiesnummer") ? 14 : 0;
        else if (c is 'i' or 'I') word = look.Continues(at, "interno") ? 7 : look.Continues(at, "int") ? 3 : 0;
        else if (c is 'p' or 'P') word = look.Continues(at, "poste") ? 5 : 0;
        else if (c is 'r' or 'R') word = look.Continues(at, "ramal") ? 5 : 0;
        else if (c is 'a' or 'A') word = look.Continues(at, "anexo") ? 5 : 0;
        else word = 0;
        if (word == 0) return end;
        at += word;
        if (look[at] is '.' or ':') at++;
        if (look.IsSpace(at)) at++;
        var last = look.DigitsEnd(at, MaxExtension);
        return last > at && last - at <= MaxExtension && !look.IsWord(last) ? last : end;
    }

    private static int NextDigit(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && !char.IsAsciiDigit(text[at])) at++;
        return at;
    }
}
