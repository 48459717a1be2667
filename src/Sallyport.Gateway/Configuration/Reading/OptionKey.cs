using System.Collections.Concurrent;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Sallyport.Gateway.Configuration.Reading;

/// <summary>What the options classes say about one key; the binder, the schema and the tests of the documentation all read it from here.</summary>
internal sealed class OptionKey
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<OptionKey>> Cache = new();

    private OptionKey(PropertyInfo property)
    {
        Property = property;
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} has no description.");
        Range = property.GetCustomAttribute<RangeAttribute>();
        Durations = property.GetCustomAttribute<DurationRangeAttribute>();
        Words = property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.Select(v => (string)v!).ToArray();
        IsRequired = property.GetCustomAttribute<RequiredAttribute>() is not null;
        HasLines = property.GetCustomAttribute<SeveralLinesAttribute>() is not null;
        IsSecret = property.GetCustomAttribute<SecretReferenceAttribute>() is not null;
    }

    public PropertyInfo Property { get; }

    /// <summary>The key as written in the file: <c>max_request_bytes</c>.</summary>
    public string Name { get; }

    public string Description { get; }

    public RangeAttribute? Range { get; }

    public DurationRangeAttribute? Durations { get; }

    public IReadOnlyList<string>? Words { get; }

    public bool IsRequired { get; }

    /// <summary>True if a text may have several lines; without this mark a line break is a mistake.</summary>
    public bool HasLines { get; }

    /// <summary>True if only a reference to a secret may stand here; its value is then never printed or hashed.</summary>
    public bool IsSecret { get; }

    public static IReadOnlyList<OptionKey> Of(Type options) =>
        Cache.GetOrAdd(options, static t => [.. t.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).Select(p => new OptionKey(p))]);

    public static bool IsOptions(Type type) => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal);
}

/// <summary>Shortest and longest duration allowed, as written in the file.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationRangeAttribute(string minimum, string maximum) : Attribute
{
    public string Minimum { get; } = minimum;

    public string Maximum { get; } = maximum;

    public bool Holds(TimeSpan value) =>
        Duration.TryParse(Minimum, out var least) && Duration.TryParse(Maximum, out var most) && value >= least && value <= most;
}

/// <summary>Marks a key whose value must be a reference to a secret.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretReferenceAttribute : Attribute;

/// <summary>Marks a key whose text may have several lines.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SeveralLinesAttribute : Attribute;
