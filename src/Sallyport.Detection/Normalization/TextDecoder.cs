using System.Globalization;

namespace Sallyport.Detection.Normalization;

/// <summary>
/// Decodes in place what is encoded within a text: percent and HTML escapes, <c>\u0041</c>, base64, hex, character codes in decimal or binary,
/// bytes in variation selectors. What does not decode to text stays as it is. One pass; the result is never longer than the text and a little.
/// </summary>
internal sealed class TextDecoder
{
    private const int LeastRun = 16, LeastCodes = 6;

    private static readonly (string Name, char Char)[] Entities =
        [("lt", '<'), ("gt", '>'), ("amp", '&'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '), ("excl", '!'), ("colon", ':'), ("period", '.'), ("comma", ','), ("newline", '\n'), ("tab", '\t')];

    private readonly ByteText _bytes = new();
    private readonly FoldedText _piece = new();

    // How far a row of codes or selectors reached that was no text: its rest need not be tried again.
    private int _triedTo;

    /// <summary>Whether the last text held more than the escapes that pages and JSON need.</summary>
    public bool WasDisguised { get; private set; }

    /// <summary>Decodes one layer. False, and <paramref name="into"/> is of no use, if there was nothing to decode.</summary>
    public bool TryDecode(ReadOnlySpan<char> text, FoldedText into)
    {
        // Nothing is copied before there is something to decode: most texts have nothing.
        var copied = -1;
        _triedTo = 0;
        WasDisguised = false;
        for (var at = 0; at < text.Length;)
        {
            // A run that does not decode is passed whole, so that each char is looked at a bounded number of times.
            var c = text[at];
            var end = IsCode(c) ? EndOfRun(text, at) : at + 1;
            if (end == at + 1 && c is not ('%' or '&' or '\\' or '\uDB40' or (>= '\uFE00' and <= '\uFE0F')))
            {
                at = end;
                continue;
            }

            _piece.Clear(16);
            var next = DecodeAt(text, at, end, _piece);
            if (next == at)
            {
                at = end;
                continue;
            }

            if (copied < 0)
            {
                copied = 0;
                into.Clear(text.Length + 16);
            }

            into.AddRange(text, copied, at);
            foreach (var decoded in _piece.Chars) into.Add(decoded, at);
            copied = at = next;
        }

        if (copied < 0) return false;
        into.AddRange(text, copied, text.Length);
        return true;
    }

    private int DecodeAt(ReadOnlySpan<char> text, int at, int end, FoldedText into) => text[at] switch
    {
        '%' => Percent(text, at, into),
        '&' => Entity(text, at, into),
        '\\' => Escape(text, at, into),
        >= '\uFE00' and <= '\uFE0F' or '\uDB40' => Selectors(text, at, into),
        _ => Run(text, at, end, into),
    };

    private int Percent(ReadOnlySpan<char> text, int at, FoldedText into)
    {
        _bytes.Clear();
        var end = at;
        while (end + 2 < text.Length && text[end] == '%' && Hex(text, end + 1) is >= 0 and var value)
        {
            _bytes.Add(value);
            end += 3;
        }

        if (end == at) return at;
        _bytes.CopyTo(into, at);
        return end;
    }

    private static int Entity(ReadOnlySpan<char> text, int at, FoldedText into)
    {
        var rest = text[(at + 1)..Math.Min(text.Length, at + 12)];
        var semicolon = rest.IndexOf(';');
        if (semicolon < 2) return at;
        var name = rest[..semicolon];
        var point = 0;
        if (name[0] == '#')
        {
            var isHex = name.Length > 2 && name[1] is 'x' or 'X';
            if (!int.TryParse(name[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out point)) return at;
        }
        else
        {
            foreach (var entity in Entities)
            {
                if (name.Equals(entity.Name, StringComparison.OrdinalIgnoreCase)) point = entity.Char;
            }
        }

        return AddPoint(point, at, into) ? at + semicolon + 2 : at;
    }

    private static int Escape(ReadOnlySpan<char> text, int at, FoldedText into)
    {
        if (at + 3 >= text.Length) return at;
        switch (text[at + 1])
        {
            case 'x' when Hex(text, at + 2) is >= 32 and var value:
                into.Add((char)value, at);
                return at + 4;
            case 'u' when at + 5 < text.Length && Hex(text, at + 2) is >= 0 and var high && Hex(text, at + 4) is >= 0 and var low:
                into.Add((char)(high << 8 | low), at);
                return at + 6;
            case 'u' when text[at + 2] == '{':
                var close = text[at..Math.Min(text.Length, at + 11)].IndexOf('}');
                return close > 3 && int.TryParse(text[(at + 3)..(at + close)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
                    && AddPoint(point, at, into) ? at + close + 1 : at;
            default:
                return at;
        }
    }

    // Selector n stands for byte n: 16 in the first plane, 240 in the last.
    private int Selectors(ReadOnlySpan<char> text, int at, FoldedText into)
    {
        if (at < _triedTo) return at;
        _bytes.Clear();
        var end = at;
        while (end < text.Length)
        {
            if (text[end] is >= '\uFE00' and <= '\uFE0F')
            {
                _bytes.Add(text[end++] - 0xFE00);
            }
            else if (text[end] == '\uDB40' && end + 1 < text.Length && text[end + 1] is >= '\uDD00' and <= '\uDDEF')
            {
                _bytes.Add(text[end + 1] - 0xDD00 + 16);
                end += 2;
            }
            else
            {
                break;
            }
        }

        _triedTo = end;
        if (!_bytes.IsText()) return at;
        into.Add('\n', at);
        WasDisguised = true;
        _bytes.CopyTo(into, at);
        return end;
    }

    private int Run(ReadOnlySpan<char> text, int at, int end, FoldedText into)
    {
        if (end - at < LeastRun)
        {
            var codes = Codes(text, at, end);
            if (codes == at || !_bytes.IsText()) return at;
            _bytes.CopyTo(into, at);
            WasDisguised = true;
            return codes;
        }

        if (!(HexRun(text[at..end]) || BitRun(text[at..end]) || Base64Run(text[at..end]))) return at;
        _bytes.CopyTo(into, at);
        WasDisguised = true;
        while (end < text.Length && text[end] == '=') end++;
        return end;
    }

    private bool HexRun(ReadOnlySpan<char> run)
    {
        if (run.StartsWith("0x")) run = run[2..];
        if (run.Length % 2 != 0 || run.Length > 2 * ByteText.Most) return false;
        _bytes.Clear();
        for (var i = 0; i < run.Length; i += 2)
        {
            var value = Hex(run, i);
            if (value < 0) return false;
            _bytes.Add(value);
        }

        return _bytes.IsText();
    }

    private bool BitRun(ReadOnlySpan<char> run)
    {
        if (run.Length % 8 != 0 || run.IndexOfAnyExcept('0', '1') >= 0) return false;
        _bytes.Clear();
        for (var i = 0; i < run.Length; i += 8) _bytes.Add(Bits(run.Slice(i, 8)));
        return _bytes.IsText();
    }

    private bool Base64Run(ReadOnlySpan<char> run)
    {
        // Words joined by slashes or dashes are base64 in form too; digits or capitals within tell them apart, and IsText has the last word.
        if (run.Length / 4 * 3 > ByteText.Most) return false;
        Span<char> padded = stackalloc char[4];
        var whole = run.Length / 4 * 4;
        _bytes.Clear();
        if (!Decode(run[..whole])) return false;
        var rest = run[whole..];
        if (rest.Length == 1) return false;
        if (rest.Length > 1)
        {
            padded.Fill('=');
            rest.CopyTo(padded);
            if (!Decode(padded)) return false;
        }

        return _bytes.IsText();
    }

    private bool Decode(ReadOnlySpan<char> run)
    {
        Span<char> standard = stackalloc char[256];
        while (run.Length > 0)
        {
            var piece = run[..Math.Min(run.Length, standard.Length)];
            piece.CopyTo(standard);
            standard[..piece.Length].Replace('-', '+');
            standard[..piece.Length].Replace('_', '/');
            if (!Convert.TryFromBase64Chars(standard[..piece.Length], _bytes.Space, out var written)) return false;
            _bytes.Took(written);
            run = run[piece.Length..];
        }

        return true;
    }

    // Codes of one char each with one separator between: 69 67 6e, 0x69, 105 103 110, 01101001 01100111.
    private int Codes(ReadOnlySpan<char> text, int start, int end)
    {
        var first = text[start..end];
        if (start < _triedTo || first.Length is not (2 or 3 or 4 or 8) || !char.IsAsciiHexDigit(first[0]) || end + 1 >= text.Length) return start;
        var bits = first.Length == 8 && first.IndexOfAnyExcept('0', '1') < 0;
        var prefixed = first.Length == 4 && first[1] is 'x' or 'X';
        if (first.Length > 3 && !bits && !prefixed) return start;
        var bytes = CodesIn(text, start, bits, prefixed, isHex: true);
        if (bytes > start || bits || prefixed) return bytes;
        var hexTo = _triedTo;
        var decimals = CodesIn(text, start, false, false, isHex: false);
        _triedTo = Math.Max(_triedTo, hexTo);
        return decimals;
    }

    private int CodesIn(ReadOnlySpan<char> text, int start, bool bits, bool prefixed, bool isHex)
    {
        _bytes.Clear();
        var at = start;
        var after = start;
        while (at < text.Length && _bytes.Count < ByteText.Most)
        {
            var end = at;
            while (end < text.Length && end - at < 9 && char.IsAsciiLetterOrDigit(text[end])) end++;
            var code = text[at..end];
            var value = bits ? code.Length == 8 && code.IndexOfAnyExcept('0', '1') < 0 ? Bits(code) : -1
                : prefixed ? code.Length == 4 && code[1] is 'x' or 'X' ? Hex(code, 2) : -1
                : isHex ? code.Length == 2 ? Hex(code, 0) : -1
                : code.Length is 2 or 3 && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            if (value is < 9 or > 255) break;
            _bytes.Add(value);
            after = end;
            at = end;
            var separators = 0;
            while (at < text.Length && separators < 2 && text[at] is ' ' or ',' or ':' or '-' or '\n')
            {
                at++;
                separators++;
            }

            if (separators == 0) break;
        }

        _triedTo = after;
        return _bytes.Count >= LeastCodes && _bytes.IsText() ? after : start;
    }

    private static int Bits(ReadOnlySpan<char> bits)
    {
        var value = 0;
        foreach (var bit in bits) value = value << 1 | bit & 1;
        return value;
    }

    private static bool AddPoint(int point, int source, FoldedText into)
    {
        if (point is < 9 or > 0x10FFFF or >= 0xD800 and <= 0xDFFF) return false;
        Span<char> pair = stackalloc char[2];
        var length = new System.Text.Rune(point).EncodeToUtf16(pair);
        foreach (var c in pair[..length]) into.Add(c, source);
        return true;
    }

    private static int Hex(ReadOnlySpan<char> text, int at)
    {
        if (at + 1 >= text.Length || !char.IsAsciiHexDigit(text[at]) || !char.IsAsciiHexDigit(text[at + 1])) return -1;
        return Digit(text[at]) << 4 | Digit(text[at + 1]);
    }

    private static int Digit(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;

    private static bool IsCode(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '_' or '-';

    private static int EndOfRun(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && IsCode(text[at])) at++;
        return at;
    }
}
