using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sallyport.Providers.Json.Shapes;

/// <summary>A JSON Schema, compiled: the subset that providers take for structured outputs. May refer to itself.</summary>
public sealed class JsonShape
{
    /// <summary>Fits every value.</summary>
    public static JsonShape Anything { get; } = new();

    /// <summary>Fits no value.</summary>
    public static JsonShape Nothing { get; } = new() { Never = true };

    internal bool Never { get; init; }

    /// <summary>Types that fit; none for all.</summary>
    internal JsonTypes Types { get; set; }

    internal Dictionary<string, (int Index, JsonShape Shape)>? Properties { get; set; }

    /// <summary>Indexes of the properties that must be there.</summary>
    internal List<int> Required { get; } = [];

    /// <summary>What other properties must fit.</summary>
    internal JsonShape Additional { get; set; } = null!;

    internal JsonShape? Items { get; set; }

    internal long? MinItems { get; set; }

    internal long? MaxItems { get; set; }

    internal long? MinProperties { get; set; }

    internal long? MaxProperties { get; set; }

    /// <summary>In Unicode scalar values.</summary>
    internal long? MinLength { get; set; }

    /// <summary>In Unicode scalar values.</summary>
    internal long? MaxLength { get; set; }

    internal double? Minimum { get; set; }

    internal double? Maximum { get; set; }

    internal double? Above { get; set; }

    internal double? Below { get; set; }

    internal decimal? MultipleOf { get; set; }

    internal Regex? Pattern { get; set; }

    /// <summary>Values of which it must be one; null for any.</summary>
    internal JsonElement[]? Values { get; set; }

    internal JsonShape[]? AnyOf { get; set; }

    internal JsonShape[]? OneOf { get; set; }

    internal JsonShape[]? AllOf { get; set; }
}

/// <summary>The types of JSON Schema.</summary>
[Flags]
internal enum JsonTypes : byte
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
}
