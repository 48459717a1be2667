using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sallyport.Providers.Json.Shapes;

/// <summary>Checks JSON text against a shape, token by token.</summary>
/// <remarks>
/// Alternatives are read again for each of them, so the work is bounded: at most <see cref="StepsPerByte"/> steps a byte. What costs more does not fit;
/// neither does what is nested deeper than 64 levels. A property that is described and stands there twice does not fit: two parsers could read it differently.
/// </remarks>
public ref struct JsonShapeCheck
{
    private const int StepsPerByte = 64, FreeSteps = 10_000, MostNested = 256;

    private long _steps;
    private int _nested;

    /// <summary>True if a text is one JSON value that fits.</summary>
    /// <param name="text">UTF-8.</param>
    public static bool Fits(ReadOnlySpan<byte> text, JsonShape shape)
    {
        var check = new JsonShapeCheck { _steps = ((long)text.Length * StepsPerByte) + FreeSteps };
        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = JsonScanner.MaxDepth });
        try
        {
            return json.Read() && check.Value(ref json, shape) && !json.Read();
        }
        catch (Exception e) when (e is JsonException or RegexMatchTimeoutException or InvalidOperationException)
        {
            return false; // the framework's reader says by exception that a text is no JSON, or a string no Unicode
        }
    }

    // Reads one value to its last token.
    private bool Value(ref Utf8JsonReader json, JsonShape shape)
    {
        if (shape.Never || --_steps < 0 || _nested >= MostNested) return false;
        _nested++;
        var fits = Alternatives(json, shape) && (shape.Values is null || IsOneOf(json, shape.Values)) && TypeFits(json, shape.Types) && json.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref json, shape),
            JsonTokenType.StartArray => Array(ref json, shape),
            JsonTokenType.String => StringFits(json, shape),
            JsonTokenType.Number => NumberFits(json, shape),
            _ => true,
        };
        _nested--;
        return fits;
    }

    private bool Alternatives(Utf8JsonReader json, JsonShape shape)
    {
        foreach (var part in shape.AllOf ?? [])
        {
            if (!Try(json, part)) return false;
        }

        return (shape.AnyOf is not { } any || Matching(json, any, 1) > 0) && (shape.OneOf is not { } one || Matching(json, one, 2) == 1);
    }

    private int Matching(Utf8JsonReader json, JsonShape[] shapes, int enough)
    {
        var matching = 0;
        foreach (var shape in shapes)
        {
            if (Try(json, shape) && ++matching == enough) break;
        }

        return matching;
    }

    private bool Try(Utf8JsonReader json, JsonShape shape) => Value(ref json, shape);

    private bool Object(ref Utf8JsonReader json, JsonShape shape)
    {
        var known = shape.Properties;
        Span<ulong> seen = stackalloc ulong[known is null ? 0 : (known.Count / 64) + 1];
        seen.Clear();
        long count = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            count++;
            _steps -= json.ValueSpan.Length / 8;
            var next = shape.Additional;
            if (known is not null && known.TryGetValue(json.GetString()!, out var property))
            {
                ref var word = ref seen[property.Index / 64];
                var bit = 1UL << (property.Index % 64);
                if ((word & bit) != 0) return false;
                word |= bit;
                next = property.Shape;
            }

            json.Read();
            if (!Value(ref json, next ?? JsonShape.Anything)) return false;
        }

        foreach (var index in shape.Required)
        {
            if ((seen[index / 64] & (1UL << (index % 64))) == 0) return false;
        }

        return count >= (shape.MinProperties ?? 0) && count <= (shape.MaxProperties ?? long.MaxValue);
    }

    private bool Array(ref Utf8JsonReader json, JsonShape shape)
    {
        long count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            count++;
            if (!Value(ref json, shape.Items ?? JsonShape.Anything)) return false;
        }

        return count >= (shape.MinItems ?? 0) && count <= (shape.MaxItems ?? long.MaxValue);
    }

    private static bool TypeFits(Utf8JsonReader json, JsonTypes types) => types == JsonTypes.None || json.TokenType switch
    {
        JsonTokenType.StartObject => types.HasFlag(JsonTypes.Object),
        JsonTokenType.StartArray => types.HasFlag(JsonTypes.Array),
        JsonTokenType.String => types.HasFlag(JsonTypes.String),
        JsonTokenType.True or JsonTokenType.False => types.HasFlag(JsonTypes.Boolean),
        JsonTokenType.Null => types.HasFlag(JsonTypes.Null),
        _ => types.HasFlag(JsonTypes.Number) || (types.HasFlag(JsonTypes.Integer) && (json.TryGetDecimal(out var exact) ? exact == decimal.Truncate(exact) : json.GetDouble() is var rough && rough == Math.Truncate(rough))),
    };

    private bool StringFits(Utf8JsonReader json, JsonShape shape)
    {
        if (shape.MinLength is null && shape.MaxLength is null && shape.Pattern is null) return true;
        _steps -= json.ValueSpan.Length;
        if (_steps < 0) return false;
        var rented = ArrayPool<char>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            var text = rented.AsSpan(0, json.CopyString(rented));
            long length = text.Length;
            foreach (var c in text)
            {
                if (char.IsLowSurrogate(c)) length--;
            }

            return length >= (shape.MinLength ?? 0) && length <= (shape.MaxLength ?? long.MaxValue) && (shape.Pattern is null || shape.Pattern.IsMatch(text));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }
    }

    private static bool NumberFits(Utf8JsonReader json, JsonShape shape)
    {
        if (shape is { Minimum: null, Maximum: null, Above: null, Below: null, MultipleOf: null }) return true;
        var value = json.GetDouble();
        return value >= (shape.Minimum ?? double.NegativeInfinity) && value <= (shape.Maximum ?? double.PositiveInfinity) && !(value <= shape.Above) && !(value >= shape.Below)
            && (shape.MultipleOf is not { } step || (json.TryGetDecimal(out var exact) && exact % step == 0));
    }

    private bool IsOneOf(Utf8JsonReader json, JsonElement[] values)
    {
        _steps -= values.Length;
        if (json.TokenType is JsonTokenType.String)
        {
            foreach (var value in values)
            {
                if (value.ValueKind == JsonValueKind.String && json.ValueTextEquals(value.GetString())) return true;
            }

            return false;
        }

        var at = json.BytesConsumed;
        using var document = JsonDocument.ParseValue(ref json);
        _steps -= json.BytesConsumed - at;
        foreach (var value in values)
        {
            if (JsonElement.DeepEquals(value, document.RootElement)) return true;
        }

        return false;
    }
}
