using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData;

/// <summary>Ages of people: the number in "34 years old", "aged 34", "age: 34", "34-jährig", "tiene 34 años", "34F".</summary>
/// <remarks>Not a time that passed or lasted (5 years ago, 10 years of experience), not a span of ages, not a number after <c>max-age</c>.</remarks>
public sealed class AgeDetector : NumberAnchoredDetector
{
    private const int MaxAge = 120, MaxWord = 16;

    /// <inheritdoc/>
    public override string Id => "age";

    /// <inheritdoc/>
    public override string Label => "AGE";

    /// <inheritdoc/>
    public override int Reach => LookBehind + Ahead;

    /// <inheritdoc/>
    public override int LookBehind => 64;

    private protected override int Ahead => 64;

    internal override int MinDigits => 1;

    private protected override void Decide(ref Lookahead look, int at, ref Pieces found)
    {
        var text = look.Text;
        var before = text.CharAt(at - 1);
        if (!(before is '\0' or ' ' or '\u00A0' or '\n' or '\t' or '(' or '[' or ':' or '=' or '"' or '\'' or ',' or '|' or '/' or ';' or '~' or '*' or '>' or >= '\u2E80')) return;
        if (before is ',' or ':' or '/' && text.IsDigitAt(at - 2)) return;
        var end = look.DigitsEnd(at, 3);
        if (end - at > 3) return;
        var age = 0;
        for (var i = at; i < end; i++) age = (age * 10) + text[i] - '0';
        if (age > MaxAge) return;

        if (IsFollowed(ref look, at, end) || IsPreceded(ref look, at, end, age) || IsWithSex(ref look, at, end, age) || IsInApposition(ref look, at, end, age)) found.Add(at, end, Confidence.Likely);
    }

    private protected override int WordsOpenFrom(ReadOnlySpan<char> text) => text.Length;

    // 34 years old, 34-year-old, 34 y/o, 34-jährige, tiene 34 años, 34 ans révolus, 34岁
    private static bool IsFollowed(ref Lookahead look, int at, int end)
    {
        var c = look[end];
        if (c is '岁' or '歳' or '才' or '세' or '살') return true;
        var word = c is ' ' or '-' or '\u00A0' ? end + 1 : end;
        if (!look.IsLetter(word)) return false;
        var over = look.LettersEnd(word, MaxWord);
        if (over - word > MaxWord) return false;
        var kind = AgeWords.After[look.Text[word..over]];
        switch (kind)
        {
            case AgeWords.Age:
                // the end of a British postcode: CS12 7YO
                return word > end || !char.IsUpper(look.Text[word]) || !look.Text.IsDigitAt(at - 2);
            case AgeWords.EnglishUnit:
                return IsOld(ref look, word, over);
            case AgeWords.Unit:
                return !IsExperience(ref look, over) && (IsOldUnit(ref look, over) || IsHad(look.Text, at));
            default:
                return false;
        }
    }

    private static bool IsOld(ref Lookahead look, int word, int over)
    {
        // y/o and y.o. are short for it
        var isY = over - word == 1 && look[word] is 'y' or 'Y';
        if (isY && look[over] is '/' or '.' && look[over + 1] is 'o' or 'O') return !look.IsLetter(over + 2);
        var at = look[over] == '.' ? over + 1 : over;
        if (look[at] is not (' ' or '-' or '\u00A0')) return false;
        at++;
        if (look.Continues(at, "of age")) return !look.IsWord(at + 6);
        var end = look.LettersEnd(at, 5);
        return end - at is 3 or 5 && AgeWords.Old.Contains(look.Text[at..end]);
    }

    private static bool IsOldUnit(ref Lookahead look, int over)
    {
        if (!look.IsSpace(over)) return false;
        var at = over + 1;
        if (look[at] is 'd' or 'D' && (look.Continues(at, "de edad") || look.Continues(at, "de idade") || look.Continues(at, "di età") || look.Continues(at, "d'âge"))) return true;
        var end = look.LettersEnd(at, 7);
        return end > at && end - at <= 7 && AgeWords.Old.Contains(look.Text[at..end]);
    }

    private static bool IsExperience(ref Lookahead look, int over)
    {
        var at = over + 1;
        if (!look.IsSpace(over)) return false;
        if (look[at] is 'd' or 'D' && look[at + 1] is '\'' or '’') at += 2;
        else if (look.Continues(at, "de ") || look.Continues(at, "di ")) at += 3;
        foreach (var front in AgeWords.Experience)
        {
            if (look.Continues(at, front)) return true;
        }

        return false;
    }

    // tiene 34 años, âgé de 34 ans, una mujer de 34 años; not il y a 34 ans
    private static bool IsHad(ReadOnlySpan<char> text, int at)
    {
        var word = WordBefore(text, at, out var start);
        switch (AgeWords.Having[word])
        {
            case 1:
                return true;
            case 2:
                var second = WordBefore(text, start, out _);
                if (word.Equals("a", StringComparison.OrdinalIgnoreCase) || word.Equals("ha", StringComparison.OrdinalIgnoreCase)) return !second.Equals("y", StringComparison.OrdinalIgnoreCase);
                return AgeWords.Persons.Contains(second);
            default:
                return false;
        }
    }

    // age 34, "age": 34, aged 34, at the age of 34, turned 34, I'm 34
    private static bool IsPreceded(ref Lookahead look, int at, int end, int age)
    {
        var text = look.Text;
        var word = WordBefore(text, at, out var start);
        if (word.IsEmpty) return false;
        if (AgeWords.Being.Contains(word) && AgeWords.Pronouns.Contains(WordBefore(text, start, out _)) && age >= 3 && text[start - 1] == ' ') return EndsSentence(ref look, end);
        var links = 0;
        while (links < 3 && AgeWords.Links.Contains(word) && start > 0)
        {
            word = WordBefore(text, start, out start);
            links++;
        }

        var kind = AgeWords.Naming[word];
        if (kind == 0 || text.CharAt(start - 1) == '-') return false;
        if (kind == 2) return age >= 3 && links == 0 && EndsSentence(ref look, end);
        return IsNumberAlone(ref look, end);
    }

    // Nothing behind it that would count something else.
    private static bool EndsSentence(ref Lookahead look, int end)
    {
        if (!IsNumberAlone(ref look, end)) return false;
        if (!look.IsSpace(end)) return true;
        var over = look.LettersEnd(end + 1, MaxWord);
        if (over == end + 1) return !look.IsDigit(over) && look[over] is not ('%' or '°' or '$' or '€' or '/' or '*' or 'x');
        return over - end <= MaxWord && AgeWords.After[look.Text[(end + 1)..over]] == AgeWords.Harmless && !look.IsWord(over);
    }

    private static bool IsNumberAlone(ref Lookahead look, int end)
    {
        var c = look[end];
        if (char.IsLetterOrDigit(c) || c is '_' or '%' or '°' or '$' or '€' or '£' or '/') return false;
        if (c is '.' or ',' or ':' or '-' or '–' or '\'') return !look.IsDigit(end + 1);
        return c != ' ' || !(look[end + 1] is '-' or '–' && look[end + 2] == ' ' && look.IsDigit(end + 3));
    }

    // 34F, (34M), [34, f]
    private static bool IsWithSex(ref Lookahead look, int at, int end, int age)
    {
        if (age < 13 || age > 99) return false;
        var sex = look[end] is '/' or ' ' && look.Text.CharAt(at - 1) is '(' or '[' ? end + 1 : end;
        if (look[sex] is not ('F' or 'M' or 'f' or 'm') || look.IsWord(sex + 1)) return false;
        var before = look.Text.CharAt(at - 1);
        if (before is '(' or '[') return look[sex + 1] is ')' or ']';
        return sex == end && look.Text[sex] is 'F' or 'M' && before == ' ' && IsSelf(WordBefore(look.Text, at, out _));
    }

    // Anna Berg, 46, of Boston; im anna from lyon, 29, looking: between commas after a full name, or where somebody introduces himself
    private static bool IsInApposition(ref Lookahead look, int at, int end, int age)
    {
        var text = look.Text;
        if (age < 3 || age > 105 || text[at] == '0' || text.CharAt(at - 1) != ' ' || text.CharAt(at - 2) != ',' || !text.IsLetterAt(at - 3)) return false;
        if (look[end] != ',' || look[end + 1] is not (' ' or '\n' or '\r')) return false;
        var word = look.IsSpace(end + 2) ? end + 3 : end + 2;
        if (!look.IsLetter(word)) return false;
        var over = look.LettersEnd(word, MaxWord);
        if (over - word > MaxWord || AgeWords.NotBehindAge.Contains(look.Text[word..over])) return false;
        return AgeWords.IsFullName(text, at - 2) || (char.IsLower(look.Text[word]) && AgeWords.Introductions.Precede(text, at - 2));
    }

    private static bool IsSelf(ReadOnlySpan<char> word) =>
        word.Equals("I", StringComparison.Ordinal) || word.Equals("me", StringComparison.OrdinalIgnoreCase) || word.Equals("I'm", StringComparison.OrdinalIgnoreCase) || word.Equals("patient", StringComparison.OrdinalIgnoreCase) || word.Equals("pt", StringComparison.OrdinalIgnoreCase);

    // The word before, over at most four signs that may stand between a field's name and its value.
    private static ReadOnlySpan<char> WordBefore(ReadOnlySpan<char> text, int at, out int start)
    {
        var end = at;
        while (end > 0 && at - end < 5 && text[end - 1] is ' ' or ':' or '=' or '"' or '\'' or '\u00A0' or '*' or '\t' or '~') end--;
        start = end;
        while (start > 0 && end - start <= MaxWord && (char.IsLetter(text[start - 1]) || (text[start - 1] is '\'' or '’' && start < end))) start--;
        if (end - start > MaxWord || (char.IsDigit(text.CharAt(start - 1)) && start < end)) return default;
        return text[start..end];
    }
}
