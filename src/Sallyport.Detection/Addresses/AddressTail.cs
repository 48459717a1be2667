using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Addresses;

/// <summary>What follows a street: a town with its postal code, before or behind it, with a state or county between.</summary>
internal static class AddressTail
{
    private const int MaxSegments = 3;

    /// <summary>Adds town, region and postal code that follow <paramref name="end"/>.</summary>
    /// <returns>False if there is no postal code.</returns>
    public static bool Read(ref Lookahead look, int end, ref Pieces found)
    {
        // 1. A code and a town: 10115 Berlin, 1012 AB Amsterdam, 83-165 Sieradz.
        var at = SkipGap(ref look, end);
        if (at == end) return false;
        if (TownBehindCode(ref look, at, ref found)) return true;

        // 2. Towns and regions, at most three, and a code behind them.
        Span<int> starts = stackalloc int[MaxSegments], ends = stackalloc int[MaxSegments];
        for (var count = 0; ; count++)
        {
            var code = CodeEnd(ref look, at);
            if (code > 0 && count > 0)
            {
                for (var i = 0; i < count; i++) found.Add(starts[i], ends[i], Confidence.Likely, AddressDetector.Town);
                found.Add(at, code, Confidence.Likely, AddressDetector.PostalCode);
                return true;
            }

            if (count == MaxSegments) return false;
            var name = TownEnd(ref look, at);
            if (name < 0) return false;
            (starts[count], ends[count]) = (at, name);
            at = SkipGap(ref look, name);
            if (at == name) return false;
        }
    }

    /// <summary>Adds a postal code at <paramref name="at"/> and the town behind it.</summary>
    public static bool TownBehindCode(ref Lookahead look, int at, ref Pieces found)
    {
        var code = PostalCodes.BeforeTownEnd(ref look, at);
        if (code < 0 || !(look.IsSpace(code) || look[code] is ',' or '\n')) return false;
        var town = look[code] == ',' && look.IsSpace(code + 1) ? code + 2 : code + 1;
        var name = TownEnd(ref look, town);
        if (name < town + 2) return false;
        found.Add(at, code, Confidence.Likely, AddressDetector.PostalCode);
        found.Add(town, name, Confidence.Likely, AddressDetector.Town);
        return true;
    }

    private static int TownEnd(ref Lookahead look, int at)
    {
        var end = AddressWords.NameEnd(ref look, at, 4);
        if (end < 0) return -1;
        var first = look.Text[at..end];
        var space = first.IndexOf(' ');
        return NotTowns.Contains(space < 0 ? first : first[..space]) ? -1 : end;
    }

    // What may follow an address instead of its town.
    private static readonly WordTable NotTowns = new((1, "tel telephone telefon phone fax mobile mob cell email e-mail mail card ssn dob iban bic order invoice call contact id ip url attn vat account customer date info error warn debug"));

    private static int CodeEnd(ref Lookahead look, int at)
    {
        if (look.IsDigit(at)) return PostalCodes.AfterTownEnd(ref look, at);
        return char.IsAsciiLetterUpper(look[at]) ? PostalCodes.LettersEnd(ref look, at, any: true, out _) : -1;
    }

    // A comma, a line break or spaces: at most five chars.
    private static int SkipGap(ref Lookahead look, int end)
    {
        var at = end;
        if (look[at] == '.') at++;
        while (at - end < 5 && look[at] is ' ' or ',' or '\n' or '\r' or '-' or '\u00A0' or '\t') at++;
        return look[at - 1] == '.' ? end : at;
    }
}
