using System.Text;

namespace Sallyport.Training.Injection;

/// <summary>The disguises that the engine is measured against.</summary>
internal static class Obfuscations
{
    private const string HomoglyphsFrom = "aceopxyijsABEHKMOPCTX", HomoglyphsTo = "асеорхуіјѕАВЕНКМОРСТХ";

    public static readonly (string Name, Func<string, string> Apply)[] All =
    [
        ("zero-width", t => Each(t, c => c + "\u200B")),
        ("homoglyph", t => Each(t, c => HomoglyphsFrom.IndexOf(c, StringComparison.Ordinal) is >= 0 and var i ? HomoglyphsTo[i].ToString() : c.ToString())),
        ("full-width", t => Each(t, c => c is > ' ' and < '\x7F' ? ((char)(c + 0xFEE0)).ToString() : c.ToString())),
        ("mathematical", t => Each(t, c => char.IsAsciiLetterLower(c) ? char.ConvertFromUtf32(0x1D41A + c - 'a') : char.IsAsciiLetterUpper(c) ? char.ConvertFromUtf32(0x1D400 + c - 'A') : c.ToString())),
        ("accents", t => Each(t, c => char.IsAsciiLetter(c) ? c + "\u0301\u0323" : c.ToString())),
        ("tags", t => "Hello. " + Each(t, c => c is >= ' ' and < '\x7F' ? char.ConvertFromUtf32(0xE0000 + c) : "")),
        ("leet", t => Each(t, c => "aeiostAEIOST".IndexOf(c, StringComparison.Ordinal) is >= 0 and var i ? "431057431057"[i].ToString() : c.ToString())),
        ("spaced", t => Each(t, c => c + " ")),
        ("base64", t => Convert.ToBase64String(Encoding.UTF8.GetBytes(t))),
        ("hex", t => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(t))),
        ("rot13", t => Each(t, c => (char.IsAsciiLetterLower(c) ? (char)('a' + (c - 'a' + 13) % 26) : char.IsAsciiLetterUpper(c) ? (char)('A' + (c - 'A' + 13) % 26) : c).ToString())),
        ("reversed", t => { var c = t.ToCharArray(); Array.Reverse(c); return new string(c); }),
        ("percent", t => string.Concat(Encoding.UTF8.GetBytes(t).Select(b => $"%{b:X2}"))),
        ("html", t => Each(t, c => $"&#{(int)c};")),
        ("escapes", t => Each(t, c => $"\\u{(int)c:x4}")),
        ("dotted", t => string.Join(' ', t.Split(' ').Select(w => string.Join('.', w.ToCharArray())))),
        ("base64 within", t => "Here it is in base64: " + Convert.ToBase64String(Encoding.UTF8.GetBytes(t))),
    ];

    private static string Each(string text, Func<char, string> change)
    {
        var changed = new StringBuilder(text.Length * 2);
        foreach (var c in text) changed.Append(change(c));
        return changed.ToString();
    }
}
