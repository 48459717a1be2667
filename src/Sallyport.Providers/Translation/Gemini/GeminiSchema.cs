using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Gemini's older schemas, a subset of OpenAPI 3.0, written as the JSON schemas that all others take.</summary>
/// <remarks>
/// What differs: types in capitals, <c>nullable</c> beside the type, and bounds that may be texts because they are 64-bit numbers.
/// Source: https://ai.google.dev/api/caching#Schema.
/// </remarks>
internal static class GeminiSchema
{
    /// <returns>JSON text.</returns>
    /// <exception cref="UntranslatableException">It has a member that this does not know.</exception>
    public static string ToJsonSchema(JsonPlace schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = JsonPieces.Writer(buffer)) Write(json, schema);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonPlace schema)
    {
        string? type = null;
        var (isNullable, hasEnum) = (false, false);
        json.WriteStartObject();
        foreach (var (name, place) in GeminiMembers.Of(schema))
        {
            switch (name)
            {
                case "type":
                    type = TypeOf(place);
                    break;
                case "nullable":
                    isNullable = place.Flag();
                    break;
                case "enum":
                    hasEnum = true;
                    json.WriteStartArray(name);
                    foreach (var item in place.Items()) json.WriteStringValue(item.Text());
                    if (schema.Member("nullable") is { Value.ValueKind: JsonValueKind.True }) json.WriteNullValue();
                    json.WriteEndArray();
                    break;
                case "title" or "description" or "pattern" or "format":
                    if (!(name == "format" && place.Text() == "enum")) json.WriteString(name, place.Text()); // the type that Gemini marks so is one by its values
                    break;
                case "required":
                    json.WriteStartArray(name);
                    foreach (var item in place.Items()) json.WriteStringValue(item.Text());
                    json.WriteEndArray();
                    break;
                case "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties" or "minimum" or "maximum":
                    json.WritePropertyName(name);
                    json.WriteRawValue(BoundOf(place));
                    break;
                case "example" or "default":
                    json.WritePropertyName(name == "example" ? "examples" : name);
                    if (name == "example") json.WriteStartArray();
                    json.WriteRawValue(place.Value.GetRawText()); // as it is: half of a surrogate pair may stand in it
                    if (name == "example") json.WriteEndArray();
                    break;
                case "items":
                    json.WritePropertyName(name);
                    Write(json, place);
                    break;
                case "anyOf":
                    json.WriteStartArray(name);
                    foreach (var item in place.Items()) Write(json, item);
                    json.WriteEndArray();
                    break;
                case "properties":
                    json.WriteStartObject(name);
                    foreach (var property in place.Members())
                    {
                        json.WritePropertyName(property.Name);
                        Write(json, property);
                    }

                    json.WriteEndObject();
                    break;
                case "propertyOrdering":
                    break; // the order in which the properties stand says the same
                default:
                    throw place.Refusal();
            }
        }

        WriteType(json, type, isNullable, hasEnum);
        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, string? type, bool isNullable, bool hasEnum)
    {
        if (type is null)
        {
            if (hasEnum) json.WriteString("type", "string");
            return;
        }

        if (!isNullable)
        {
            json.WriteString("type", type);
            return;
        }

        json.WriteStartArray("type");
        json.WriteStringValue(type);
        json.WriteStringValue("null");
        json.WriteEndArray();
    }

    private static string? TypeOf(JsonPlace place) => place.Text().ToUpperInvariant() switch
    {
        "STRING" => "string",
        "NUMBER" => "number",
        "INTEGER" => "integer",
        "BOOLEAN" => "boolean",
        "ARRAY" => "array",
        "OBJECT" => "object",
        "NULL" => "null",
        "TYPE_UNSPECIFIED" => null,
        _ => throw place.Refusal(),
    };

    private static string BoundOf(JsonPlace place) =>
        place.IsText && long.TryParse(place.Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : place.Number();
}
