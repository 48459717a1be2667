using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Detection.Streaming;
using Sallyport.Gateway.Inspection;

namespace Sallyport.Server.Scan;

/// <summary>Writes where a text holds what, and, if asked, the text masked and restored.</summary>
/// <param name="detectors">What to look for.</param>
/// <param name="least">Findings below this are left out.</param>
/// <param name="wrapping">Where in a body each text is put.</param>
/// <param name="chunk">Chars in each piece of a stream; 0 for whole texts.</param>
/// <param name="restore">Whether to mask and restore.</param>
internal sealed class EntityTask(DetectorSet detectors, Confidence least, TextWrapping wrapping, int chunk, bool restore) : LineTask
{
    private readonly OfflineScan _scan = new(detectors, least, wrapping, chunk);
    private readonly List<StreamFinding> _findings = [];
    private string _text = "";

    public override bool Run(string text, JsonElement line)
    {
        _text = text;
        _findings.Clear();
        _scan.Scan(text, _findings);
        return _findings.Count > 0;
    }

    public override bool Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("entities");
        var (at, points) = (0, 0);
        foreach (var finding in _findings)
        {
            var detector = detectors.Detectors[finding.Detector];
            json.WriteStartObject();
            json.WriteNumber("start", points += CodePoints(at, (int)finding.Start));
            json.WriteNumber("end", points += CodePoints((int)finding.Start, (int)finding.End));
            at = (int)finding.End;
            json.WriteString("type", EntityTypes.Of(detector));
            json.WriteString("subtype", detector.Kinds.Count > finding.Kind ? detector.Kinds[finding.Kind] : detector.Id);
            json.WriteNumber("score", (int)finding.Confidence / 3m);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!restore) return true;
        var (masked, restored) = _scan.RoundTrip(_text, _findings);
        json.WriteString("masked", masked);
        json.WriteString("text", restored);
        return string.Equals(restored, _text, StringComparison.Ordinal);
    }

    // A pair of surrogates is one code point, and belongs to where it begins.
    private int CodePoints(int from, int to)
    {
        var points = 0;
        for (var i = from; i < to; i++)
        {
            if (!(i > 0 && char.IsSurrogatePair(_text[i - 1], _text[i]))) points++;
        }

        return points;
    }
}
