using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData;

/// <summary>Phone numbers: international, North American, national forms with separators, and bare digits after a word such as phone or call.</summary>
/// <remarks>Not dates, amounts, versions or addresses; bare digits without a context word are never a finding.</remarks>
public sealed class PhoneDetector : AnchoredDetector
{
    private const int MaxDigits = 15, MaxChars = 32;
    private static readonly ContextWords Context = new(
        40, "phone", "phones", "telephone", "tel", "mobile", "cell", "cellphone", "call", "calling", "fax", "whatsapp", "sms", "dial", "ring", "hotline", "telefon", "telefono",
        "teléfono", "téléphone", "tél", "handy", "móvil", "movil", "numéro", "número", "celular", "portable", "telefone", "rufnummer", "mobil", "telefoonnummer", "komórka", "telefonu");

    private static readonly ContextWords OtherNumbers = new(
        16, "order", "invoice", "ticket", "case", "account", "acct", "id", "ref", "reference", "tracking", "sku", "isbn", "serial", "iban", "ssn", "card", "zip", "total", "document", "documento", "passport", "license", "nhs", "patient");

    // Two-digit calling codes; 1 and 7 stand alone and every other pair is the front of a three-digit code.
    private const string TwoDigitCodes = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";
    private const string ThreeDigitFronts = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99";

    /// <inheritdoc/>
    public override string Id => "phone";

    /// <inheritdoc/>
    public override string Label => "PHONE";

    /// <inheritdoc/>
    public override int Reach => LookBehind + MaxChars + 4;

    /// <inheritdoc/>
    public override int LookBehind => Context.LookBehind + 2;

    internal override Anchors Anchors => Anchors.Number;

    internal override int MinDigits => 7;

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End))
        {
            if (TryAt(text, at, out var start, out var end, out var confidence)) findings.Add(start, end - start, confidence);
        }
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        // an x after a digit may begin an extension or end the hope of a number
        var number = text.Length > 1 && text[^1] is 'x' or 'X' && char.IsAsciiDigit(text[^2]) ? text[..^1] : text;
        var open = NumberRun.OpenFrom(number, MaxChars + 4);
        return open == number.Length ? text.Length : open;
    }

    private static bool TryAt(ReadOnlySpan<char> text, int at, out int start, out int end, out Confidence confidence)
    {
        // 1. What stands before the first digit.
        start = at;
        end = at;
        confidence = Confidence.Likely;
        if (text.CharAt(start - 1) == '(') start--;
        var plus = text.CharAt(start - 1) == '+';
        if (plus) start--;
        var before = text.CharAt(start - 1);
        if (text.IsWordAt(start - 1) || before is '+' or '#' or '$' or '€' or '£') return false;
        if (text.IsDigitAt(start - 2) && (before is '.' or '-' or '/' or ')' || (TextChars.IsSpace(before) && !plus))) return false;
        if (before is '-' && text.IsWordAt(start - 2)) return false;

        // 2. The groups.
        var form = default(Form);
        if (!form.Read(text, at)) return false;
        end = form.End;
        if ((text.IsWordAt(end) && !IsExtension(text, end)) || (text.CharAt(end) == '-' && text.IsWordAt(end + 1))) return false;

        // 3. What they make.
        if (plus)
        {
            confidence = Confidence.Certain;
            return form.Digits is >= 8 and <= MaxDigits && IsCallingCode(text[at], text.CharAt(NextDigit(text, at + 1)));
        }

        if (form.IsDateOrVersion(text, at)) return false;
        var formed = form.IsNorthAmerican(text) || (form.Groups > 1 && text[at] == '0' && text.CharAt(at + 1) != '0' && form.IsNational());
        if (form.Digits < 7 || (!formed && !Context.Precede(text, start)) || OtherNumbers.Precede(text, start)) return false;
        if (formed) return true;
        confidence = Confidence.Possible;
        return true;
    }

    private static int NextDigit(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && !char.IsAsciiDigit(text[at])) at++;
        return at;
    }

    private static bool IsExtension(ReadOnlySpan<char> text, int at) => text[at] is 'x' or 'X' && text.IsDigitAt(at + 1);

    private static bool IsCallingCode(char first, char second)
    {
        if (first is '1' or '7') return true;
        ReadOnlySpan<char> pair = [first, second];
        return TwoDigitCodes.AsSpan().Contains(pair, StringComparison.Ordinal) || ThreeDigitFronts.AsSpan().Contains(pair, StringComparison.Ordinal);
    }

    /// <summary>Digit groups and the separators between them, read from the text.</summary>
    private ref struct Form
    {
        private GroupList _lengths;
        private GroupList _starts;
        private bool _mixed;
        private char _separator;
        private bool _parentheses;

        public int Digits { get; private set; }

        public int Groups { get; private set; }

        public int End { get; private set; }

        public bool Read(ReadOnlySpan<char> text, int at)
        {
            _parentheses = text.CharAt(at - 1) == '(';
            var i = at;
            while (true)
            {
                if (Groups == GroupList.Size) return false;
                var end = Math.Min(text.SkipDigits(i), i + MaxDigits + 1);
                _starts[Groups] = i;
                _lengths[Groups++] = end - i;
                Digits += end - i;
                if (Digits > MaxDigits || end - at > MaxChars) return false;
                End = end;

                // one separator, or a closing parenthesis with one after it, or an opening one with one before it
                i = end;
                var c = text.CharAt(i);
                if (c is ' ' or '-' or '.' or '/' or '\u00A0') i++;
                var separator = c;
                if (text.CharAt(i) == '(' && i > end) i++;
                else if (text.CharAt(i) == '(' && text.IsDigitAt(i + 1)) i++;
                else if (c == ')')
                {
                    i++;
                    if (text.CharAt(i) is ' ' or '-') i++;
                }

                if (i == end || !text.IsDigitAt(i)) return true;
                if (c is ')' or '(' or '/') continue;
                if (_separator == '\0') _separator = separator;
                else if (_separator != separator) _mixed = true;
            }
        }

        public readonly bool IsDateOrVersion(ReadOnlySpan<char> text, int at)
        {
            if (Groups < 3) return Groups == 2 && _separator == '.' && _lengths[1] <= 4;
            int a = _lengths[0], b = _lengths[1], c = _lengths[2];
            if (_separator == '.' && Groups == 4 && !_mixed && a <= 3 && b <= 3 && c <= 3 && _lengths[3] <= 3) return true;
            if (a == 3 && b == 2 && c == 4 && Groups == 3) return true; // a social security number
            if (a == 4 && b <= 2 && c <= 2 && text[at] is '1' or '2' && _separator != '(') return true;
            if (a <= 2 && b <= 2 && (c == 4 || (c == 2 && Groups == 3))) return true;
            return _separator == '.' && Groups >= 3 && a < 3 && b < 3 && Digits < 8;
        }

        // 212-555-0123, (212) 555-0123, 1 212 555 0123
        public readonly bool IsNorthAmerican(ReadOnlySpan<char> text)
        {
            var first = Groups == 4 && _lengths[0] == 1 && text[_starts[0]] == '1' ? 1 : 0;
            if (Groups - first != 3 || _lengths[first] != 3 || _lengths[first + 1] != 3 || _lengths[first + 2] != 4) return false;
            return text[_starts[first]] >= '2' && (text[_starts[first + 1]] >= '2' || _parentheses) && (!_mixed || first == 1 || _parentheses);
        }

        // a trunk zero, then groups of two to five, or one long one
        public readonly bool IsNational()
        {
            if (Digits is < 9 or > 12 || _lengths[0] > 6) return false;
            for (var i = 1; i < Groups; i++)
            {
                if (_lengths[i] < 2) return false;
            }

            return !_mixed || Groups <= 4;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(Size)]
    private struct GroupList
    {
        public const int Size = 9;
        private int _first;
    }
}
