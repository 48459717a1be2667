using System.Text.Json;

namespace Sallyport.Providers.Translation;

/// <summary>A value in a body and where it stands, so that whatever cannot be translated is refused by its name.</summary>
/// <remarks>The name is spelled out only when something is refused.</remarks>
internal sealed class JsonPlace
{
    private const int MaxNameLength = 48;
    private readonly JsonPlace? _parent;
    private readonly int _index;

    private JsonPlace(JsonElement value, JsonPlace? parent, string name, int index) => (Value, _parent, Name, _index) = (value, parent, name, index);

    public JsonElement Value { get; }

    /// <summary>Name of the member; empty for the body itself and for items of an array.</summary>
    public string Name { get; }

    public bool IsText => Value.ValueKind is JsonValueKind.String;

    public bool IsArray => Value.ValueKind is JsonValueKind.Array;

    public bool IsObject => Value.ValueKind is JsonValueKind.Object;

    public static JsonPlace Body(JsonElement body) => new(body, null, "", -1);

    /// <summary>The members that say something: a null is as good as an absence in all dialects.</summary>
    /// <exception cref="UntranslatableException">This is no object, or one name is no text.</exception>
    public IEnumerable<JsonPlace> Members()
    {
        if (!IsObject) throw Refusal();
        foreach (var member in Value.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) yield return new JsonPlace(member.Value, this, NameOf(member), -1);
        }
    }

    /// <exception cref="UntranslatableException">This is no array.</exception>
    public IEnumerable<JsonPlace> Items()
    {
        if (!IsArray) throw Refusal();
        var index = 0;
        foreach (var item in Value.EnumerateArray()) yield return new JsonPlace(item, this, "", index++);
    }

    /// <summary>A member by its name; null if it is absent or null.</summary>
    /// <exception cref="UntranslatableException">The name of a neighbour is no text.</exception>
    public JsonPlace? Member(string name)
    {
        try
        {
            return IsObject && Value.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? new JsonPlace(value, this, name, -1) : null;
        }
        catch (InvalidOperationException) // half of a surrogate pair
        {
            throw Refusal();
        }
    }

    /// <summary>A member by its name.</summary>
    /// <exception cref="UntranslatableException">It is absent or null.</exception>
    public JsonPlace Needed(string name) => Member(name) ?? throw new JsonPlace(default, this, name, -1).Refusal();

    /// <summary>The dialect's word for what this object is.</summary>
    /// <exception cref="UntranslatableException">It has none.</exception>
    public string Type() => Needed("type").Text();

    /// <exception cref="UntranslatableException">This is no text.</exception>
    public string Text()
    {
        if (!IsText) throw Refusal();
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException) // half of a surrogate pair
        {
            throw Refusal();
        }
    }

    /// <exception cref="UntranslatableException">This is neither true nor false.</exception>
    public bool Flag() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refusal(),
    };

    /// <summary>A number as it is written.</summary>
    /// <exception cref="UntranslatableException">This is no number.</exception>
    public string Number() => Value.ValueKind is JsonValueKind.Number ? Value.GetRawText() : throw Refusal();

    /// <exception cref="UntranslatableException">This is no whole number.</exception>
    public long Whole() => Value.ValueKind is JsonValueKind.Number && Value.TryGetInt64(out var whole) ? whole : throw Refusal();

    /// <summary>An object as JSON text.</summary>
    /// <exception cref="UntranslatableException">This is no object.</exception>
    public string ObjectText() => IsObject ? Value.GetRawText() : throw Refusal();

    /// <summary>What to throw when this cannot be translated.</summary>
    /// <param name="word">The dialect's own word that stands here: <c>tools[1].type=web_search</c>. Never what the client made up.</param>
    public UntranslatableException Refusal(string? word = null) => new(word is null ? Path() : Path() + "=" + word);

    /// <summary>What to throw when this text is a word of the dialect that cannot be translated; it is repeated only if it looks like one.</summary>
    public UntranslatableException RefusalOfWord() => Refusal(IsText && IsPlain(Text()) ? Text() : "(another word)");

    /// <summary>Where this stands: <c>messages[2].content</c>.</summary>
    public string Path()
    {
        if (_parent is null) return "the body";
        var before = _parent._parent is null ? "" : _parent.Path();
        if (_index >= 0) return $"{before}[{_index}]";
        var name = IsPlain(Name) ? Name : "(a member)";
        return before.Length == 0 ? name : before + "." + name;
    }

    // What a client makes up may be anything: only what looks like a name is repeated.
    private static bool IsPlain(string name) => name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '-' or '.' or '@');

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException) // half of a surrogate pair
        {
            throw Refusal();
        }
    }
}
