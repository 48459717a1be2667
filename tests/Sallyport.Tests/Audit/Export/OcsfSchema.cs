using System.Text.Json;

namespace Sallyport.Tests.Audit.Export;

/// <summary>Judges an event by a schema file: attributes known, required ones there, types, allowed values, "at least one of".</summary>
internal static class OcsfSchema
{
    public static IEnumerable<string> ProblemsOf(JsonElement schema, string type, JsonElement value, string path)
    {
        if (value.ValueKind is not JsonValueKind.Object) return [$"{path} is no object"];
        var definition = schema.GetProperty("objects").GetProperty(type);
        var problems = new List<string>();
        var attributes = definition.GetProperty("attributes");
        foreach (var member in value.EnumerateObject())
        {
            if (!attributes.TryGetProperty(member.Name, out var attribute)) problems.Add($"{path}.{member.Name} is not in the schema");
            else problems.AddRange(ProblemsOfValue(schema, attribute, member.Value, $"{path}.{member.Name}"));
        }

        problems.AddRange(attributes.EnumerateObject().Where(a => a.Value.TryGetProperty("required", out _) && !value.TryGetProperty(a.Name, out _)).Select(a => $"{path}.{a.Name} is missing"));
        if (definition.TryGetProperty("at_least_one", out var names) && !names.EnumerateArray().Any(n => value.TryGetProperty(n.GetString()!, out _)))
            problems.Add($"{path} needs one of {names}");
        return problems;
    }

    private static IEnumerable<string> ProblemsOfValue(JsonElement schema, JsonElement attribute, JsonElement value, string path)
    {
        var type = attribute.GetProperty("type").GetString()!;
        if (attribute.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => a.ToString() == value.ToString())) yield return $"{path} may not be {value}";
        if (type is "string" && value.ValueKind is not JsonValueKind.String) yield return $"{path} is no string";
        if (type is "integer" && !(value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out _))) yield return $"{path} is no integer";
        if (type is "long" && !(value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _))) yield return $"{path} is no long";
        if (type is "any" && value.ValueKind is not JsonValueKind.Object) yield return $"{path} is no object";
        if (type is not ("string" or "integer" or "long" or "any"))
        {
            foreach (var problem in ProblemsOf(schema, type, value, path)) yield return problem;
        }
    }
}
