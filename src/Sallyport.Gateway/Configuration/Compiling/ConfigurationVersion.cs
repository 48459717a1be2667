using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Names a configuration by what it does: the same effective options give the same version, in whatever order or format they were written.</summary>
internal static class ConfigurationVersion
{
    private const int MaxDigested = 8 * 1024 * 1024;

    /// <param name="options">Effective options, upstreams from the environment included.</param>
    /// <param name="inputs">Contents of the files that options point to, and versions of what ships with us.</param>
    public static string Of(ConfigurationOptions options, IEnumerable<string> inputs)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            Write(json, options);
            foreach (var input in inputs) json.WriteStringValue(input);
            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()))[..12];
    }

    /// <summary>The same for each section by itself, so that one can say which have changed.</summary>
    /// <param name="files">Digests of the files that options point to.</param>
    public static IReadOnlyDictionary<string, string> SectionsOf(ConfigurationOptions options, IEnumerable<string> files)
    {
        var sections = OptionKey.Of(typeof(ConfigurationOptions)).ToDictionary(key => key.Name, key => DigestOf(key.Property.GetValue(options)), StringComparer.Ordinal);
        sections["files"] = DigestOf(files);
        return sections;
    }

    private static string DigestOf(object? value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, value);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()))[..12];
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            case TimeSpan duration: json.WriteNumberValue(duration.Ticks); break;
            case IDictionary map:
                json.WriteStartObject();
                foreach (var key in map.Keys.Cast<string>().Order(StringComparer.Ordinal))
                {
                    json.WritePropertyName(key);
                    Write(json, map[key]);
                }

                json.WriteEndObject();
                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list) Write(json, item);
                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject();
                foreach (var key in OptionKey.Of(value.GetType()).Where(k => !k.IsSecret))
                {
                    json.WritePropertyName(key.Name);
                    Write(json, key.Property.GetValue(value));
                }

                json.WriteEndObject();
                break;
        }
    }

    /// <summary>Digest of a file's content, for <see cref="Of"/>; of a large one, which would be read every few seconds, of its length and time.</summary>
    public static string Digest(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length > MaxDigested) return string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
        return BoundedFile.TryRead(path, MaxDigested, out var bytes, out _) ? Convert.ToHexStringLower(SHA256.HashData(bytes)) : string.Create(CultureInfo.InvariantCulture, $"unreadable {path.Length}");
    }
}
