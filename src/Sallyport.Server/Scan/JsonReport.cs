using System.Text;
using System.Text.Json;
using Sallyport.Detection;

namespace Sallyport.Server.Scan;

/// <summary>One JSON object a finding and line.</summary>
internal sealed class JsonReport(TextWriter output) : FindingReport
{
    public override void Add(in Place place, IDetector detector, string kind, Confidence confidence)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("file", place.File);
            json.WriteNumber("line", place.Line);
            json.WriteNumber("column", place.Column);
            json.WriteNumber("end_line", place.EndLine);
            json.WriteNumber("end_column", place.EndColumn);
            json.WriteString("detector", detector.Id);
            json.WriteString("kind", kind);
            json.WriteString("label", detector.Label);
            json.WriteString("confidence", confidence.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
    }

    public override void Complete(int files, int findings)
    {
    }
}
