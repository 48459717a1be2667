using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Addresses;

/// <summary>Postal addresses: streets with a number in the forms of some thirty countries, flats, post office boxes, and the towns and postal codes that follow them.</summary>
/// <remarks>An address is found in parts, street, town, region and code, so that each keeps its kind. A town without street or postal code is not found here.</remarks>
public sealed class AddressDetector : NumberAnchoredDetector
{
    internal const ushort Street = 0, Town = 1, PostalCode = 2, Box = 3;

    // The name of a street that stands before its number, or a town and a state before their code.
    private const int MaxBefore = 96;

    /// <inheritdoc/>
    public override string Id => "address";

    /// <inheritdoc/>
    public override string Label => "ADDRESS";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } = ["street", "town", "postal-code", "po-box"];

    /// <inheritdoc/>
    public override int Reach => LookBehind + MaxBefore + Ahead;

    /// <summary>A town stands on the street before it, and that on the words before it.</summary>
    public override int LookBehind => MaxBefore + Ahead + StreetWords.Context.LookBehind;

    private protected override int Ahead => 224;

    internal override int MinDigits => 1;

    private protected override void Decide(ref Lookahead look, int at, ref Pieces found)
    {
        var text = look.Text;
        if (text.CharAt(at - 1) is '.' or ',' or ':' or '/' or '-' && text.IsDigitAt(at - 2)) return;
        if (text.IsLetterAt(at - 1))
        {
            if (char.IsAsciiLetterUpper(text[at - 1])) LettersCode(ref look, at, ref found);
            return;
        }

        if (text.CharAt(at - 1) is '_' or '$' or '€' or '£' or '+' or '%' or '=' or '<' or '*' or '[' or '{' or '\\' or '@') return;
        if (BoxBefore(text, at) is >= 0 and var box)
        {
            found.Earliest = box;
            BoxAt(ref look, at, box, ref found);
            return;
        }

        var last = StreetForm.NumberLast(text, at, out var weak);
        if (last >= at - MaxBefore && last >= 0)
        {
            found.Earliest = last;
            if (NumberLast(ref look, at, last, weak, ref found)) return;
        }

        if (!NumberFirst(ref look, at, ref found)) Code(ref look, at, ref found);
    }

    private protected override int WordsOpenFrom(ReadOnlySpan<char> text)
    {
        // Names of streets, towns and states stand before their number: words with a capital and the small words between them.
        var open = text.Length;
        var at = text.Length;
        var least = Math.Max(0, at - MaxBefore);
        for (var words = 0; words < 9 && at > least; words++)
        {
            var end = at;
            while (end > least && text[end - 1] is ' ' or ',' or '.' or '\n' or '\r' or '\t' or '-' or '\'' or '’' or ':' or '#' or '/' or '°' or '\u00A0') end--;
            var word = AddressWords.Start(text, end);
            if (word == end) break;
            var name = text[word..end];
            if (end == text.Length || char.IsUpper(name[0]) || StreetWords.First.Contains(name) || PostalWords.Boxes.Contains(name) || PostalWords.BoxFronts.Contains(name)) open = word;
            else if (!StreetWords.Links.Contains(name) && !StreetWords.Last.Contains(name) && !StreetWords.NumberMarks.Contains(name)) break;
            at = word;
        }

        return open;
    }

    private static bool NumberFirst(ref Lookahead look, int at, ref Pieces found)
    {
        var text = look.Text;
        var start = FlatBefore(text, at);
        found.Earliest = Math.Min(found.Earliest, start);
        var end = StreetForm.NumberFirst(ref look, at, out var weak, out var small);
        if (end < 0) return false;
        if (TextChars.IsSpace(text.CharAt(at - 1)) && text.IsDigitAt(at - 2) && !StreetWords.Context.Precede(text, at)) return false;
        end = StreetForm.UnitEnd(ref look, end);
        var tail = default(Pieces);
        var tailed = AddressTail.Read(ref look, end, ref tail);
        if (small && !tailed) return false;
        if (weak && !tailed && !StreetWords.Context.Precede(text, at) && !LooksLocal(ref look, at, end)) return false;
        found.Add(start, end, tailed ? Confidence.Certain : Confidence.Likely, Street);
        found.Add(in tail);
        return true;
    }

    // Flat 7, 537 Church Road
    private static int FlatBefore(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end > 0 && at - end < 2 && text[end - 1] is ' ' or ',' or '/') end--;
        var digits = end;
        while (digits > 0 && end - digits < 4 && char.IsAsciiLetterOrDigit(text[digits - 1])) digits--;
        if (end == at || digits == end || text.CharAt(digits - 1) != ' ') return at;
        var word = AddressWords.Start(text, digits - 1);
        return word < digits - 1 && char.IsUpper(text[word]) && StreetWords.Units.Contains(text[word..(digits - 1)]) ? word : at;
    }

    // 5531 Hudson Islands, Adamsfort: three digits or more that are no year, and a name behind a comma
    private static bool LooksLocal(ref Lookahead look, int at, int end)
    {
        var digits = look.DigitsEnd(at, 5) - at;
        if (StreetForm.IsAt(look.Text, at)) return true;
        if (digits < 3 || (digits == 4 && (look[at] == '1' && look[at + 1] == '9' || look[at] == '2' && look[at + 1] == '0'))) return false;
        return look[end] is ',' or '.' or '\n' or ';' or '\0' or '"' or '|' || (look[end] == ' ' && look.Continues(end, " in "));
    }

    private static bool NumberLast(ref Lookahead look, int at, int start, bool weak, ref Pieces found)
    {
        var end = StreetForm.NumberEnd(ref look, at, 4);
        if (end < 0) return false;
        if (look[end] == ' ' && char.IsAsciiLetter(look[end + 1]) && !look.IsWord(end + 2) && look[end + 2] is ',' or '\n' or '\0' && !weak) end += 2; // 12 a, 
        end = StreetForm.UnitEnd(ref look, end);
        var tail = default(Pieces);
        var tailed = AddressTail.Read(ref look, end, ref tail);
        if (weak && !(tailed && IsTelling(in tail)) && !IsNamed(look.Text, start, at)) return false;
        found.Add(start, end, tailed ? Confidence.Certain : Confidence.Likely, Street);
        found.Add(in tail);
        return true;
    }

    // Address: Ilica 490; wohnhaft Am Markt 5
    private static bool IsNamed(ReadOnlySpan<char> text, int start, int at)
    {
        if (StreetWords.Last.Contains(LastWord(text, at)) && StreetWords.Context.Precede(text, start)) return true;
        var end = start;
        while (end > 0 && start - end < 3 && text[end - 1] is ' ' or ':' or '"' or '=') end--;
        return end < start && StreetWords.Naming.Contains(text[AddressWords.Start(text, end)..end]);
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text, int at)
    {
        var end = at - 1;
        return end <= 0 ? default : text[AddressWords.Start(text, end)..end];
    }

    // A code of more than four digits before the town: four may be a year.
    private static bool IsTelling(scoped in Pieces tail) => tail.Count > 0 && tail[0].Kind == PostalCode && tail[0].End - tail[0].Start > 4;

    // Springfield, IL 62701; New Hampshire 03301; zip 90210; ", 10115 Berlin"
    private static void Code(ref Lookahead look, int at, ref Pieces found)
    {
        // 1. After a word that announces it.
        var text = look.Text;
        var digits = look.DigitsEnd(at, 6) - at;
        var state = at;
        var town = at;
        var front = at;
        if (digits is >= 4 and <= 6 || look.AskedForMore)
        {
            // what may come to stand before the code, should more digits make it one
            front = CountryBefore(text, at);
            if (TextChars.IsSpace(text.CharAt(at - 1)) && StateBefore(text, at - 1) is var before && before < at - 1)
            {
                state = before;
                town = TownBefore(text, state);
                if (at - town > MaxBefore) town = state;
            }

            found.Earliest = Math.Min(found.Earliest, Math.Min(front, town));
        }

        if (digits is < 2 or > 6) return;
        if (digits >= 4 && PostalWords.Codewords.Precede(text, at))
        {
            var end = PostalCodes.BeforeTownEnd(ref look, at);
            if (end > 0 && !look.IsWord(end)) found.Add(at, end, Confidence.Certain, PostalCode);
            return;
        }

        // 2. After a state.
        var code = PostalCodes.AfterTownEnd(ref look, at);
        if (code - at is 5 or 10 or 4 && town < state && code - at == 4 == Australian.Contains(text[state..(at - 1)]))
        {
            var townEnd = state;
            while (text[townEnd - 1] is ' ' or ',' or '\n') townEnd--;
            found.Add(town, townEnd, Confidence.Likely, Town);
            found.Add(state, at - 1, Confidence.Likely, Town);
            found.Add(at, code, Confidence.Likely, PostalCode);
            return;
        }

        // 3. With a country's letters before it, or where a line of an address begins.
        if (front < at)
        {
            AddressTail.TownBehindCode(ref look, front, ref found);
            return;
        }

        var previous = text.CharAt(at - 1) == ' ' ? text.CharAt(at - 2) : text.CharAt(at - 1);
        var line = previous is '\n' or ',' or '\0';
        var tight = digits == 2 || (digits == 4 && look.IsSpace(at + 4) && char.IsAsciiLetterUpper(look[at + 5]) && char.IsAsciiLetterUpper(look[at + 6]) && look.IsSpace(at + 7) && !NotDutch.Contains(text.Slice(at + 5, 2)));
        if (!tight && !(line && digits == 5 && !(text[at + 3] == '0' && text[at + 4] == '0'))) return;
        if (digits == 2 && !(look[at + 2] == '-' && look.IsDigit(at + 5) && text.CharAt(at - 1) != '-')) return;
        var pieces = default(Pieces);
        if (!AddressTail.TownBehindCode(ref look, at, ref pieces) || pieces.Count < 2) return;
        if (!tight && look[pieces[1].End] is not (',' or '.' or '\n' or '\0' or ')' or '"' or '|' or ';')) return;
        for (var i = 0; i < pieces.Count; i++) found.Add(pieces[i].Start, pieces[i].End, Confidence.Possible, pieces[i].Kind);
    }

    private static readonly WordTable NotDutch = new((1, "AD BC CE AM PM SA SD SS KM KG MB GB US UK EU"));

    // SW1A 1AA, K1A 0B1: called at the first digit, behind the letters
    private static void LettersCode(ref Lookahead look, int at, ref Pieces found)
    {
        var start = at - 1;
        if (char.IsAsciiLetterUpper(look[start - 1])) start--;
        found.Earliest = start;
        if (look.Text.IsWordAt(start - 1) || look.Text.CharAt(start - 1) is '-' or '/' or '_') return;
        var end = PostalCodes.LettersEnd(ref look, start, any: false, out var spaced);
        if (end < 0 || look[end] is '-' or '/') return;
        var announced = PostalWords.Codewords.Precede(look.Text, start);
        if (spaced || announced) found.Add(start, end, announced ? Confidence.Certain : Confidence.Likely, PostalCode);
    }

    private static readonly WordTable Australian = new((1, "NSW VIC QLD TAS ACT NT SA Victoria Queensland Tasmania"));

    private static int BoxBefore(ReadOnlySpan<char> text, int at)
    {
        if (text.CharAt(at - 1) != ' ') return -1;
        var end = at - 1;
        var word = AddressWords.Start(text, end);
        if (word == end) return -1;
        var kind = PostalWords.Boxes[text[word..end]];
        if (kind == 0) return -1;
        var start = word;
        for (var words = 0; words < 3; words++)
        {
            var before = start;
            while (before > 0 && start - before < 2 && text[before - 1] is ' ' or '.') before--;
            var next = AddressWords.Start(text, before);
            if (next == before || !PostalWords.BoxFronts.Contains(text[next..before])) break;
            start = next;
        }

        if (start < word) return start;
        return kind == 1 && (end - word > 2 || char.IsUpper(text[word])) && word < end - 2 ? word : -1;
    }

    private static void BoxAt(ref Lookahead look, int at, int start, ref Pieces found)
    {
        var end = look.DigitsEnd(at, 6);
        if (end - at > 6) return;
        while (look.IsSpace(end) && look.DigitsEnd(end + 1, 2) == end + 3 && end - at < 9) end += 3; // 12 34 56
        if (look.IsWord(end)) return;
        found.Add(start, end, Confidence.Certain, Box);
        AddressTail.Read(ref look, end, ref found);
    }

    private static int StateBefore(ReadOnlySpan<char> text, int end)
    {
        var word = AddressWords.Start(text, end);
        if (word == end) return end;
        var name = text[word..end];
        if (name.Length <= 3 && char.IsUpper(name[^1])) return PostalWords.Codes.Contains(name) ? word : end;
        var kind = char.IsUpper(name[0]) ? PostalWords.States[name] : (byte)0;
        if (kind == 0) return end;
        if (text.CharAt(word - 1) != ' ') return kind == 1 ? word : end;
        var front = AddressWords.Start(text, word - 1);
        if (front < word - 1 && PostalWords.StateFronts.Contains(text[front..(word - 1)])) return front;
        return kind == 1 ? word : end;
    }

    // One to three words with a capital before the comma that stands before a state.
    private static int TownBefore(ReadOnlySpan<char> text, int state)
    {
        var end = state;
        while (end > 0 && state - end < 3 && text[end - 1] is ' ' or ',' or '\n') end--;
        if (end == state) return state;
        var start = end;
        for (var words = 0; words < 3; words++)
        {
            var before = words == 0 ? end : start - 1;
            if (words > 0 && text.CharAt(before) != ' ') break;
            var next = AddressWords.Start(text, before);
            if (next == before || !char.IsUpper(text[next])) break;
            start = next;
        }

        return start == end ? state : start;
    }

    // D-10115, CH-8001
    private static int CountryBefore(ReadOnlySpan<char> text, int at)
    {
        if (text.CharAt(at - 1) != '-') return at;
        var start = at - 1;
        while (start > 0 && at - start < 4 && char.IsAsciiLetterUpper(text[start - 1])) start--;
        return at - 1 - start is 1 or 2 && !text.IsWordAt(start - 1) && Countries.Contains(text[start..(at - 1)]) ? start : at;
    }

    private static readonly WordTable Countries = new((1, "D A CH F B L I E NL DE AT FR BE IT ES PL DK SE NO FI CZ SK HU RO LT LV EE HR SI DK S N"));
}
