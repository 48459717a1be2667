using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration;

/// <summary>The JSON Schema of the configuration file, made from the same descriptions that the binder obeys.</summary>
public static class ConfigurationSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema, indented, with a line end at the end.</summary>
    public static string Text()
    {
        var schema = ObjectOf(typeof(ConfigurationOptions));
        var head = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Sallyport configuration" };
        foreach (var (key, value) in schema) head[key] = value?.DeepClone();
        return head.ToJsonString(Indented) + "\n";
    }

    private static JsonObject ObjectOf(Type type)
    {
        var properties = new JsonObject();
        var standard = Activator.CreateInstance(type)!;
        foreach (var key in OptionKey.Of(type))
        {
            var schema = SchemaOf(key.Property.PropertyType, key);
            schema["description"] = key.Description;
            if (!key.IsRequired && DefaultOf(key.Property.GetValue(standard)) is { } value) schema["default"] = value;
            properties[key.Name] = schema;
        }

        var result = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        var required = OptionKey.Of(type).Where(k => k.IsRequired).Select(k => JsonValue.Create(k.Name)).ToArray<JsonNode?>();
        if (required.Length > 0) result["required"] = new JsonArray(required);
        result["properties"] = properties;
        return result;
    }

    private static JsonObject SchemaOf(Type type, OptionKey key)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (OptionKey.IsOptions(type)) return ObjectOf(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>)) return new JsonObject { ["type"] = "array", ["items"] = SchemaOf(type.GetGenericArguments()[0], key) };
        if (type.IsGenericType) return new JsonObject { ["type"] = "object", ["additionalProperties"] = SchemaOf(type.GetGenericArguments()[1], key) };
        if (type == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int))
        {
            var number = new JsonObject { ["type"] = "integer" };
            if (key.Range is { } range) (number["minimum"], number["maximum"]) = ((int)range.Minimum, (int)range.Maximum);
            return number;
        }

        if (type == typeof(long))
        {
            var number = new JsonObject { ["type"] = "integer" };
            if (key.Range is { } range) (number["minimum"], number["maximum"]) = (Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture), Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture));
            return number;
        }

        if (type == typeof(double))
        {
            var number = new JsonObject { ["type"] = "number" };
            if (key.Range is { } range) (number["minimum"], number["maximum"]) = ((double)range.Minimum, (double)range.Maximum);
            return number;
        }

        var text = new JsonObject { ["type"] = "string" };
        if (type == typeof(TimeSpan)) text["pattern"] = "^[0-9]+(ms|s|m|h)$";
        else if (key.IsSecret) text["pattern"] = @"^(\$\{env:[A-Za-z0-9_]+\}|\$\{file:.+\}|os\.environ/[A-Za-z0-9_]+)$";
        else if (key.Words is { } words) text["enum"] = new JsonArray([.. words.Select(w => JsonValue.Create(w))]);
        else text["minLength"] = 1;
        return text;
    }

    private static JsonValue? DefaultOf(object? value) => value switch
    {
        bool truth => JsonValue.Create(truth),
        int number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        TimeSpan duration => JsonValue.Create(Duration.Format(duration)),
        string { Length: > 0 } text => JsonValue.Create(text),
        _ => null,
    };
}
