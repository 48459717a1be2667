using System.Diagnostics.CodeAnalysis;
using Sallyport.Detection;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Testing.Configuration;

/// <summary>The built-in detectors' ids with detectors that find nothing, for tests of what configuration makes of them.</summary>
public sealed class PlainDetectorSource : IDetectorSource
{
    private static readonly (string Id, string Label)[] All = [.. DetectorCatalog.All.Select(d => (d.Id, d.Label))];

    public IReadOnlyList<string> Ids { get; } = [.. All.Select(d => d.Id)];

    public bool TryGet(string id, [NotNullWhen(true)] out IDetector? detector)
    {
        var label = All.FirstOrDefault(d => d.Id == id).Label;
        detector = label is null ? null : new Detector(id, label);
        return detector is not null;
    }

    public IDetector Dictionary(string id, string label, IReadOnlyList<string> terms, bool caseSensitive, bool wholeWord) => new Detector(id, label);

    public IDetector Pattern(string id, string label, string pattern, int maxLength) =>
        pattern.Contains("(?=", StringComparison.Ordinal) ? throw new FormatException("look-around") : new Detector(id, label);

    private sealed record Detector(string Id, string Label) : IDetector
    {
        public int Reach => 1;

        public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
        {
        }
    }
}
