using System.Text;
using System.Text.Json;
using Sallyport.Detection;

namespace Sallyport.Server.Scan;

/// <summary>SARIF 2.1.0, as code hosts read it: one run, one rule a kind.</summary>
internal sealed class SarifReport(TextWriter output) : FindingReport
{
    private readonly List<(Place Place, string Rule, string Label, Confidence Confidence)> _results = [];

    public override void Add(in Place place, IDetector detector, string kind, Confidence confidence) =>
        _results.Add((place, kind == detector.Id ? kind : $"{detector.Id}/{kind}", detector.Label, confidence));

    public override void Complete(int files, int findings)
    {
        using var document = new MemoryStream();
        using (var json = new Utf8JsonWriter(document, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var (place, rule, label, confidence) in _results) WriteResult(json, place, rule, label, confidence);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(document.GetBuffer(), 0, (int)document.Length));
    }

    private void WriteTool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Sallyport");
        json.WriteString("semanticVersion", ProductVersion.Text);
        json.WriteStartArray("rules");
        foreach (var (rule, label) in _results.Select(r => (r.Rule, r.Label)).Distinct().OrderBy(r => r.Rule, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id", rule);
            json.WriteStartObject("shortDescription");
            json.WriteString("text", label);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, in Place place, string rule, string label, Confidence confidence)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", rule);
        json.WriteString("level", confidence switch { Confidence.Certain => "error", Confidence.Likely => "warning", _ => "note" });
        json.WriteStartObject("message");
        json.WriteString("text", $"{label} found");
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri.EscapeDataString(place.File.Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", place.Line);
        json.WriteNumber("startColumn", place.Column);
        json.WriteNumber("endLine", place.EndLine);
        json.WriteNumber("endColumn", place.EndColumn);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
