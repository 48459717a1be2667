using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Financial;

/// <summary>Bank identifier codes shortly after the word BIC or SWIFT: eight or eleven capitals and digits with a country in them.</summary>
public sealed class BicDetector : AnchoredDetector
{
    private const int MostBetween = 40, Longest = 11, MostWords = 5;

    private const string Countries =
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ "
        + "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
        + "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
        + "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ "
        + "VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

    /// <inheritdoc/>
    public override string Id => "bic";

    /// <inheritdoc/>
    public override string Label => "BANK_ACCOUNT";

    /// <inheritdoc/>
    public override int Reach => LookBehind + Longest + 1;

    /// <inheritdoc/>
    public override int LookBehind => MostBetween + 6;

    internal override IReadOnlyList<string> AnyCaseLiterals => ["swift", "bic"];

    internal override void AtLiteral(ReadOnlySpan<char> text, int at, string literal, int index, ref FindingSink findings)
    {
        if (text.IsLetterAt(at - 1) && !(char.IsLower(text[at - 1]) && char.IsUpper(text[at]))) return;
        var i = at + literal.Length;
        if (text.IsLetterAt(i) && !(char.IsLower(text[i - 1]) && char.IsUpper(text[i])) && !text[i..].StartsWith("code", StringComparison.OrdinalIgnoreCase)) return;
        var before = i;
        for (var word = 0; word < MostWords; word++)
        {
            while (i < text.Length && !char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('\n' or ';') && i - before < MostBetween) i++;
            var start = i;
            while (i < text.Length && char.IsAsciiLetterOrDigit(text[i]) && i - before < MostBetween + Longest) i++;
            if (i == start || start - before > MostBetween) return;
            var token = text[start..i];
            if (IsBic(token) && !text.IsWordAt(start - 1) && !text.IsWordAt(i))
            {
                findings.Add(start, token.Length);
                return;
            }

            // The nearer of two words finds it.
            if (token.StartsWith("swift", StringComparison.OrdinalIgnoreCase) || token.StartsWith("bic", StringComparison.OrdinalIgnoreCase)) return;
        }
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        var start = text.Length;
        while (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]) && text.Length - start <= Longest) start--;
        return text.Length - start <= Longest ? start : text.Length;
    }

    private static bool IsBic(ReadOnlySpan<char> token) =>
        token.Length is 8 or 11 && token[..6].IndexOfAnyExceptInRange('A', 'Z') < 0 && token[6..].IndexOfAnyInRange('a', 'z') < 0
        && Countries.AsSpan().Contains(token.Slice(4, 2), StringComparison.Ordinal);
}
