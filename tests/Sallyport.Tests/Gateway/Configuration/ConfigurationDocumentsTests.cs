using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Gateway.Configuration;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed partial class ConfigurationDocumentsTests
{
    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(Repository.Root, "samples"), "*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public static TheoryData<string, int> Snippets
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var file in (string[])["configuration.md", "operate.md", "guards.md", "audit.md", "limits.md", "spend.md", "alerts.md", "secure.md", "providers.md"])
            {
                var count = Yaml().Count(Repository.Read("docs", file));
                for (var i = 0; i < count; i++) data.Add(file, i);
            }

            return data;
        }
    }

    [Fact]
    public void The_published_schema_is_the_one_that_the_program_prints() => // sallyport schema > docs/sallyport.schema.json
        Assert.Equal(ConfigurationSchema.Text(), Repository.Read("docs", "sallyport.schema.json"));

    [Fact]
    public void Every_key_is_documented_with_its_default_and_range()
    {
        var document = Repository.Read("docs", "configuration.md");
        using var schema = JsonDocument.Parse(ConfigurationSchema.Text());
        var missing = new List<string>();
        Walk(schema.RootElement, "", document, missing);

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_a_good_configuration(string name) => AssertGood(Repository.Read("samples", name));

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Every_snippet_of_the_documents_is_a_good_configuration(string file, int index) =>
        AssertGood(Yaml().Matches(Repository.Read("docs", file))[index].Groups[1].Value);

    private static void AssertGood(string yaml)
    {
        using var certificates = new ScratchDirectory();
        var authority = new TestAuthority();
        File.WriteAllText(certificates.File("fullchain.pem"), authority.CertificatePem);
        File.WriteAllText(certificates.File("key.pem"), authority.KeyPem);
        using var file = new ConfigurationFile(yaml.Replace(" tls/", " " + certificates.Path + "/", StringComparison.Ordinal)); // the documents name files of the reader's
        foreach (Match variable in Variable().Matches(yaml)) file.Variables[variable.Groups[1].Value] = variable.Groups[1].Value.Contains("DATABASE", StringComparison.Ordinal) ? "postgresql://user:password@localhost/sallyport" : variable.Groups[1].Value.EndsWith("_URL", StringComparison.Ordinal) ? "https://hooks.example.com/services/x" : "sk-for-the-test";
        Assert.Empty(file.Compile().Problems);
    }

    private static void Walk(JsonElement schema, string path, string document, List<string> missing)
    {
        if (schema.TryGetProperty("items", out var items)) Walk(items, path + "[]", document, missing);
        if (schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind is JsonValueKind.Object) Walk(values, path + ".NAME", document, missing);
        if (!schema.TryGetProperty("properties", out var properties)) return;
        foreach (var property in properties.EnumerateObject())
        {
            var key = path.Length == 0 ? property.Name : path + "." + property.Name;
            var row = document.Split('\n').FirstOrDefault(l => l.StartsWith($"| `{key}` |", StringComparison.Ordinal));
            var expected = new List<string>();
            if (property.Value.TryGetProperty("minimum", out var minimum)) expected.Add(minimum.ToString());
            if (property.Value.TryGetProperty("maximum", out var maximum)) expected.Add(maximum.ToString());
            if (property.Value.TryGetProperty("default", out var standard)) expected.Add(standard.ToString().ToLowerInvariant());
            if (property.Value.TryGetProperty("enum", out var words)) expected.AddRange(words.EnumerateArray().Select(w => w.GetString()!));
            if (row is null || expected.Exists(e => !row.Contains(e, StringComparison.Ordinal))) missing.Add(key + ": " + string.Join(", ", expected));
            Walk(property.Value, key, document, missing);
        }
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"(?:\$\{env:|os\.environ/)([A-Za-z0-9_]+)")]
    private static partial Regex Variable();
}
