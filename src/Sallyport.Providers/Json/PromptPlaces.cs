using System.Text.Json;

namespace Sallyport.Providers.Json;

/// <summary>Where an operator's system prompt goes into a request, and where the caller's own stand.</summary>
/// <remarks>Found by reading the body once more, so it costs nothing where nobody asks.</remarks>
public sealed class PromptPlaces
{
    private readonly List<Place> _places = [];
    private readonly List<(int Start, int Length)> _callers = [];

    /// <summary>Bytes to take out and raw JSON around the text that takes their place.</summary>
    /// <param name="Start">First byte to take out.</param>
    /// <param name="Length">Bytes to take out; 0 to put in only.</param>
    /// <param name="Before">JSON before the text.</param>
    /// <param name="After">JSON after it.</param>
    public readonly record struct Place(int Start, int Length, string Before, string After);

    /// <summary>Where the text goes.</summary>
    public IReadOnlyList<Place> Places => _places;

    /// <summary>Messages of the caller that are system prompts, with the comma that goes with each run of them.</summary>
    public IReadOnlyList<(int Start, int Length)> Callers => _callers;

    /// <summary>A text as the first element of an array of messages.</summary>
    /// <param name="keep">True leaves the caller's system messages where they are.</param>
    public void IntoMessages(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name, string before, string after, bool keep)
    {
        var json = new Utf8JsonReader(body);
        if (!Enter(ref json, name) || json.TokenType != JsonTokenType.StartArray) return;
        var start = (int)json.TokenStartIndex + 1;
        var kept = DropSystem(ref json, keep);
        _places.Add(new Place(start, 0, before, kept ? after + "," : after));
    }

    /// <summary>A text before a member that is a string, and before each string of one that is an array.</summary>
    public void BeforeStrings(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var json = new Utf8JsonReader(body);
        if (!Enter(ref json, name)) return;
        if (json.TokenType == JsonTokenType.String) _places.Add(new Place((int)json.TokenStartIndex + 1, 0, "", "\\n\\n"));
        if (json.TokenType != JsonTokenType.StartArray) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String) _places.Add(new Place((int)json.TokenStartIndex + 1, 0, "", "\\n\\n"));
            else json.Skip();
        }
    }

    /// <summary>Finds the caller's system messages in an array.</summary>
    public void DropFrom(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var json = new Utf8JsonReader(body);
        if (Enter(ref json, name) && json.TokenType == JsonTokenType.StartArray) DropSystem(ref json, keep: false);
    }

    /// <summary>A text as a top-level member, in place of the caller's or before it.</summary>
    /// <param name="names">Spellings of the member; the first is ours.</param>
    /// <param name="array">Name of an array inside the member whose first element the text may become; empty if the member itself may be the array.</param>
    /// <param name="element">JSON around the text as such an element.</param>
    /// <param name="whole">JSON around the text as the member's whole value.</param>
    public void IntoMember(ReadOnlySpan<byte> body, string[] names, string array, (string Before, string After) element, (string Before, string After) whole, bool keep)
    {
        var found = false;
        foreach (var name in names)
        {
            var json = new Utf8JsonReader(body);
            if (!Enter(ref json, System.Text.Encoding.UTF8.GetBytes(name))) continue;
            found = true;
            if (json.TokenType == JsonTokenType.String && whole.Before == "\"")
            {
                var (start, length) = ((int)json.TokenStartIndex + 1, json.ValueSpan.Length);
                _places.Add(keep ? new Place(start, 0, "", length > 0 ? "\\n\\n" : "") : new Place(start, length, "", ""));
                continue;
            }

            var inner = json;
            if (array.Length > 0) Enter(ref inner, System.Text.Encoding.UTF8.GetBytes(array));
            if (keep && inner.TokenType == JsonTokenType.StartArray)
            {
                var start = (int)inner.TokenStartIndex + 1;
                inner.Read();
                _places.Add(new Place(start, 0, element.Before, inner.TokenType == JsonTokenType.EndArray ? element.After : element.After + ","));
                continue;
            }

            var from = (int)json.TokenStartIndex;
            json.Skip();
            _places.Add(new Place(from, (int)json.BytesConsumed - from, whole.Before, whole.After));
        }

        if (found) return;
        var end = body.LastIndexOf((byte)'}');
        var comma = body[..end].TrimEnd(" \r\n\t"u8).EndsWith("{"u8) ? "" : ",";
        _places.Add(new Place(end, 0, comma + "\"" + names[0] + "\":" + whole.Before, whole.After));
    }

    private static bool Enter(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => Shapes.OutputDemand.Enter(ref json, name);

    // Returns true if an element stays.
    private bool DropSystem(ref Utf8JsonReader json, bool keep)
    {
        var elements = new List<(int Start, int End, bool IsSystem)>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)json.TokenStartIndex;
            var copy = json;
            json.Skip();
            elements.Add((start, (int)json.BytesConsumed, !keep && IsSystem(copy)));
        }

        for (var i = 0; i < elements.Count; i++)
        {
            if (!elements[i].IsSystem) continue;
            var first = i;
            while (i + 1 < elements.Count && elements[i + 1].IsSystem) i++;
            var (from, to) = i + 1 < elements.Count ? (elements[first].Start, elements[i + 1].Start) : first > 0 ? (elements[first - 1].End, elements[i].End) : (elements[first].Start, elements[i].End);
            _callers.Add((from, to - from));
        }

        return elements.Exists(e => !e.IsSystem);
    }

    private static bool IsSystem(Utf8JsonReader message) =>
        Enter(ref message, "role"u8) && message.TokenType == JsonTokenType.String && (message.ValueTextEquals("system"u8) || message.ValueTextEquals("developer"u8));
}
