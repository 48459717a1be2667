using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sallyport.Providers.Json.Shapes;

/// <summary>Compiles a JSON Schema that a request carries, and notes what it says that is not checked.</summary>
/// <remarks>The schema comes from outside, so its size is bounded: what lies beyond counts as not checked, as do look-around in patterns and references elsewhere.</remarks>
internal sealed class JsonShapeReader
{
    private const int MostShapes = 5_000, MostDepth = 64, LongestPattern = 512, MostRepeats = 10_000, MostProperties = 2_000, MostValues = 1_000;

    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(200);

    private readonly JsonElement _root;
    private readonly Dictionary<string, JsonShape> _referred = new(StringComparer.Ordinal);
    private int _shapes;
    private bool _isWhole = true;

    private JsonShapeReader(JsonElement root) => _root = root;

    public static OutputDemand Read(JsonElement schema)
    {
        var reader = new JsonShapeReader(schema);
        var shape = reader.Read(schema, 0);
        return new OutputDemand(shape, reader._isWhole);
    }

    private JsonShape Read(JsonElement schema, int depth, string? pointer = null)
    {
        if (schema.ValueKind == JsonValueKind.True) return JsonShape.Anything;
        if (schema.ValueKind == JsonValueKind.False) return JsonShape.Nothing;
        if (schema.ValueKind != JsonValueKind.Object || depth > MostDepth || ++_shapes > MostShapes) return Unchecked();
        var shape = new JsonShape { Additional = JsonShape.Anything };
        if (pointer is not null) _referred.Add(pointer, shape); // before its parts: one of them may refer to it
        foreach (var member in schema.EnumerateObject()) ReadKeyword(shape, schema, member.Name, member.Value, depth);
        if (shape.Types != JsonTypes.None && schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True) shape.Types |= JsonTypes.Null;
        return shape;
    }

    private void ReadKeyword(JsonShape shape, JsonElement schema, string keyword, JsonElement value, int depth)
    {
        switch (keyword)
        {
            case "type": shape.Types = TypesOf(value); break;
            case "properties": ReadProperties(shape, schema, value, depth); break;
            case "required": ReadRequired(shape, schema, value); break;
            case "additionalProperties": shape.Additional = Read(value, depth + 1); break;
            case "items": shape.Items = Read(value, depth + 1); break;
            case "enum": shape.Values = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostValues ? [.. value.EnumerateArray().Select(v => v.Clone())] : Unchecked<JsonElement[]>(); break;
            case "const": shape.Values = [value.Clone()]; break;
            case "anyOf" or "any_of": shape.AnyOf = ListOf(value, depth); break;
            case "oneOf": shape.OneOf = ListOf(value, depth); break;
            case "allOf": shape.AllOf = ListOf(value, depth); break;
            case "$ref" or "ref": shape.AllOf = [.. shape.AllOf ?? [], Refer(value, depth)]; break;
            case "minItems" or "min_items": shape.MinItems = Count(value); break;
            case "maxItems" or "max_items": shape.MaxItems = Count(value); break;
            case "minProperties" or "min_properties": shape.MinProperties = Count(value); break;
            case "maxProperties" or "max_properties": shape.MaxProperties = Count(value); break;
            case "minLength" or "min_length": shape.MinLength = Count(value); break;
            case "maxLength" or "max_length": shape.MaxLength = Count(value); break;
            case "minimum": shape.Minimum = Number(value); break;
            case "maximum": shape.Maximum = Number(value); break;
            case "exclusiveMinimum": shape.Above = Number(value); break;
            case "exclusiveMaximum": shape.Below = Number(value); break;
            case "multipleOf": shape.MultipleOf = value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var step) && step > 0 ? step : Unchecked<decimal?>(); break;
            case "pattern": shape.Pattern = PatternOf(value); break;
            case "title" or "description" or "default" or "example" or "examples" or "format" or "nullable" or "propertyOrdering" or "property_ordering" or "deprecated" or "readOnly" or "writeOnly"
                or "$schema" or "$id" or "$comment" or "$defs" or "definitions" or "defs": break; // says nothing about what fits; format is an annotation
            default: _isWhole = false; break;
        }
    }

    private void ReadProperties(JsonShape shape, JsonElement schema, JsonElement properties, int depth)
    {
        if (properties.ValueKind != JsonValueKind.Object || properties.GetPropertyCount() > MostProperties)
        {
            _isWhole = false;
            return;
        }

        var all = Known(shape);
        foreach (var property in properties.EnumerateObject()) all[property.Name] = (all.TryGetValue(property.Name, out var known) ? known.Index : all.Count, Read(property.Value, depth + 1));
    }

    // A name that is required and described nowhere must still be there.
    private void ReadRequired(JsonShape shape, JsonElement schema, JsonElement required)
    {
        if (required.ValueKind != JsonValueKind.Array || required.GetArrayLength() > MostProperties)
        {
            _isWhole = false;
            return;
        }

        var all = Known(shape);
        foreach (var name in required.EnumerateArray())
        {
            if (name.ValueKind != JsonValueKind.String) continue;
            var text = name.GetString()!;
            if (!all.TryGetValue(text, out var known)) all[text] = known = (all.Count, schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False ? JsonShape.Nothing : JsonShape.Anything);
            shape.Required.Add(known.Index);
        }
    }

    private static Dictionary<string, (int Index, JsonShape Shape)> Known(JsonShape shape) => shape.Properties ??= new(StringComparer.Ordinal);

    private JsonShape[]? ListOf(JsonElement value, int depth) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => Read(v, depth + 1))] : Unchecked<JsonShape[]>();

    // Inside the same schema only: nothing is fetched.
    private JsonShape Refer(JsonElement value, int depth)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } pointer || !pointer.StartsWith('#')) return Unchecked();
        if (_referred.TryGetValue(pointer, out var known)) return known;
        var target = _root;
        foreach (var step in pointer.Length == 1 ? [] : pointer[1..].Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target)) return Unchecked();
        }

        return Read(target, depth + 1, pointer);
    }

    private JsonTypes TypesOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array) return value.EnumerateArray().Aggregate(JsonTypes.None, (all, one) => all | TypesOf(one));
        var word = value.ValueKind == JsonValueKind.String ? value.GetString()!.ToUpperInvariant() : ""; // Gemini writes them in capitals
        switch (word)
        {
            case "NULL": return JsonTypes.Null;
            case "BOOLEAN": return JsonTypes.Boolean;
            case "INTEGER": return JsonTypes.Integer;
            case "NUMBER": return JsonTypes.Number | JsonTypes.Integer;
            case "STRING": return JsonTypes.String;
            case "ARRAY": return JsonTypes.Array;
            case "OBJECT": return JsonTypes.Object;
            default:
                _isWhole = false;
                return JsonTypes.None;
        }
    }

    private Regex? PatternOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: <= LongestPattern } pattern || Repeats(pattern) > MostRepeats) return Unchecked<Regex>();
        try
        {
#pragma warning disable RS0030 // linear time by NonBacktracking, size bounded above
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternTimeout);
#pragma warning restore RS0030
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Unchecked<Regex>();
        }
    }

    // How often the pattern could repeat its parts if every count stood inside the one before.
    private static long Repeats(string pattern)
    {
        long repeats = 1, number = 0;
        foreach (var c in pattern)
        {
            if (char.IsAsciiDigit(c)) number = Math.Min(MostRepeats + 1L, (number * 10) + (c - '0'));
            else
            {
                if (c is '}' && number > 1) repeats = Math.Min(MostRepeats + 1L, repeats * number);
                number = 0;
            }
        }

        return repeats;
    }

    // Gemini's API takes counts as strings too.
    private long? Count(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out number) ? number
        : Unchecked<long?>();

    private double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : Unchecked<double?>();

    private JsonShape Unchecked() => Unchecked<JsonShape>() ?? JsonShape.Anything;

    private T? Unchecked<T>()
    {
        _isWhole = false;
        return default;
    }
}
