using System.Buffers;
using System.Text;

namespace Sallyport.Providers.Json;

/// <summary>Writes text as content of a JSON string, or of JSON text inside a JSON string.</summary>
public static class JsonEscape
{
    private static readonly SearchValues<char> Special = SearchValues.Create([.. "\"\\", .. Enumerable.Range(0, 0x20).Select(i => (char)i)]);

    /// <summary>Escapes <paramref name="text"/> <paramref name="levels"/> times (0 to 2) and writes it as UTF-8. A lone surrogate becomes an escape.</summary>
    public static void Write(ReadOnlySpan<char> text, int levels, IBufferWriter<byte> output)
    {
        if (levels == 2 && text.ContainsAny(Special)) text = EscapeOnce(text);
        if (levels > 0 && (text.ContainsAny(Special) || HasLoneSurrogate(text))) text = EscapeOnce(text);
        Encoding.UTF8.GetBytes(text, output);
    }

    /// <summary>A text as content of a JSON string.</summary>
    public static string Once(string text) => text.AsSpan().ContainsAny(Special) || HasLoneSurrogate(text) ? EscapeOnce(text) : text;

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else return true;
        }

        return false;
    }

    private static string EscapeOnce(ReadOnlySpan<char> text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) escaped.Append(c).Append(text[++i]);
            else if (c is '"' or '\\') escaped.Append('\\').Append(c);
            else if (c == '\n') escaped.Append("\\n");
            else if (c == '\r') escaped.Append("\\r");
            else if (c == '\t') escaped.Append("\\t");
            else if (c < 0x20 || char.IsSurrogate(c)) escaped.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else escaped.Append(c);
        }

        return escaped.ToString();
    }
}
