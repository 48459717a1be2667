using System.Text;
using System.Text.Json;

namespace Sallyport.Tests.Inspection;

/// <summary>What a client makes of a stream: each text put together from its pieces, by the path at which they stood.</summary>
internal static class Heard
{
    /// <summary>Texts by path, such as <c>choices[1].delta.content</c>. An <c>index</c> or <c>output_index</c> member takes the place of the position.</summary>
    public static Dictionary<string, string> Of(byte[] stream, bool isArray)
    {
        var texts = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        foreach (var data in isArray ? Elements(stream) : Events(stream))
        {
            using var document = JsonDocument.Parse(data);
            Collect(document.RootElement, "", texts);
        }

        return texts.ToDictionary(t => t.Key, t => t.Value.ToString());
    }

    private static IEnumerable<string> Elements(byte[] array)
    {
        using var document = JsonDocument.Parse(array);
        return [.. document.RootElement.EnumerateArray().Select(e => e.GetRawText())];
    }

    private static IEnumerable<string> Events(byte[] stream) => Encoding.UTF8.GetString(stream).Split('\n')
        .Select(l => l.TrimEnd('\r')).Where(l => l.StartsWith("data:", StringComparison.Ordinal)).Select(l => l[5..].Trim(' ')).Where(d => d != "[DONE]");

    private static void Collect(JsonElement element, string path, Dictionary<string, StringBuilder> texts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var name in (string[])["index", "output_index"])
                {
                    if (element.TryGetProperty(name, out var index)) path += "#" + index.GetRawText();
                }

                if (element.TryGetProperty("thought", out _)) path += "#thought";
                foreach (var property in element.EnumerateObject()) Collect(property.Value, path + "." + property.Name, texts);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Collect(item, path, texts);
                break;
            case JsonValueKind.String:
                if (!texts.TryGetValue(path, out var text)) texts.Add(path, text = new StringBuilder());
                text.Append(PlainJson.Text(element));
                break;
            default:
                break;
        }
    }
}
