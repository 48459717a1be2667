using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sallyport.Tests.Inspection;

/// <summary>JSON strings written and read in the simplest way, to check the product's own code against.</summary>
internal static class PlainJson
{
    /// <summary>How strings are escaped.</summary>
    public enum Style
    {
        /// <summary>Only what must be.</summary>
        Least,

        /// <summary>Everything that is not ASCII too.</summary>
        Ascii,

        /// <summary>Any character, one now and then, in any of its spellings.</summary>
        Odd,
    }

    /// <summary>The text as a JSON string with its quotes. Half a surrogate pair becomes an escape.</summary>
    public static string Quote(string text, Style style, Random random) => "\"" + Escape(text, style, random) + "\"";

    /// <summary>The text as content of a JSON string.</summary>
    public static string Escape(string text, Style style, Random random)
    {
        var json = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var odd = style == Style.Odd && random.Next(6) == 0;
            if (isPair && style != Style.Ascii && !odd) json.Append(c).Append(text[++i]);
            else if (c is '"' or '\\' && !odd) json.Append('\\').Append(c);
            else if (c is '\n' && !odd) json.Append("\\n");
            else if (c is '\b' && !odd) json.Append("\\b");
            else if (c is '/' && odd) json.Append("\\/");
            else if (c < ' ' || char.IsSurrogate(c) || odd || (c > '~' && style == Style.Ascii)) json.Append("\\u").Append(((int)c).ToString(random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture));
            else json.Append(c);
        }

        return json.ToString();
    }

    /// <summary>The text of a string element, half surrogate pairs kept.</summary>
    public static string Text(JsonElement element) => Unescape(element.GetRawText()[1..^1]);

    /// <summary>The text of a JSON string's content.</summary>
    public static string Unescape(string json)
    {
        var text = new StringBuilder();
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                text.Append(json[i]);
                continue;
            }

            switch (json[++i])
            {
                case 'n': text.Append('\n'); break;
                case 't': text.Append('\t'); break;
                case 'r': text.Append('\r'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'u':
                    text.Append((char)int.Parse(json.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                default: text.Append(json[i]); break;
            }
        }

        return text.ToString();
    }

    /// <summary>Every name and every string of a document, in order. A string named <c>arguments</c> gives those of the document inside it.</summary>
    public static List<string> Strings(ReadOnlyMemory<byte> json)
    {
        var found = new List<string>();
        using var document = JsonDocument.Parse(json);
        Collect(document.RootElement, found);
        return found;
    }

    private static void Collect(JsonElement element, List<string> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    found.Add(property.Name);
                    if (property is { Name: "arguments", Value.ValueKind: JsonValueKind.String }) found.AddRange(Strings(Encoding.UTF8.GetBytes(Text(property.Value))));
                    else Collect(property.Value, found);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Collect(item, found);
                break;
            case JsonValueKind.String:
                found.Add(Text(element));
                break;
            default:
                found.Add(element.GetRawText());
                break;
        }
    }
}
