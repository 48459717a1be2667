using System.Text.Json;

namespace Sallyport.Providers.Json.Shapes;

/// <summary>What JSON a request asks the model's answer to be.</summary>
/// <param name="Shape">What the answer must fit; <see cref="JsonShape.Anything"/> where any JSON will do.</param>
/// <param name="IsWhole">False if the request's schema says something that is not checked.</param>
public sealed record OutputDemand(JsonShape Shape, bool IsWhole)
{
    /// <summary>Any JSON object: the modes without a schema.</summary>
    public static OutputDemand AnyObject { get; } = new(new JsonShape { Types = JsonTypes.Object }, IsWhole: true);

    /// <summary>Any JSON value.</summary>
    public static OutputDemand AnyJson { get; } = new(JsonShape.Anything, IsWhole: true);

    /// <summary>Reads the schema at which a reader stands.</summary>
    internal static OutputDemand Of(ref Utf8JsonReader schema)
    {
        using var document = JsonDocument.ParseValue(ref schema);
        return JsonShapeReader.Read(document.RootElement);
    }

    /// <summary>Moves a reader that stands before or at an object to the value of one of its members.</summary>
    /// <returns>False if the value is no object or has no such member.</returns>
    internal static bool Enter(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> spelledToo = default)
    {
        if (json.TokenType == JsonTokenType.None) json.Read();
        if (json.TokenType != JsonTokenType.StartObject) return false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var found = json.ValueTextEquals(name) || (!spelledToo.IsEmpty && json.ValueTextEquals(spelledToo));
            json.Read();
            if (found) return true;
            json.Skip();
        }

        return false;
    }

    /// <summary>Reads <c>{"type":"json_schema", …,"schema":{…}}</c>, with the schema beside the type or one object further in.</summary>
    /// <param name="format">Stands at the object; a copy.</param>
    /// <param name="inner">Name of the object that holds the schema; empty if it stands beside the type.</param>
    internal static OutputDemand? OfFormat(Utf8JsonReader format, ReadOnlySpan<byte> inner)
    {
        var type = format;
        if (!Enter(ref type, "type"u8) || type.TokenType != JsonTokenType.String) return null;
        if (type.ValueTextEquals("json_object"u8)) return AnyObject;
        if (!type.ValueTextEquals("json_schema"u8)) return null;
        if (!inner.IsEmpty && !Enter(ref format, inner)) return AnyJson;
        return Enter(ref format, "schema"u8) ? Of(ref format) : AnyJson;
    }
}
