using System.Diagnostics.CodeAnalysis;
using Sallyport.Detection;
using Sallyport.Detection.Operator;

namespace Sallyport.Gateway.Configuration;

/// <summary>The detectors that ship with Sallyport, and those that operators define.</summary>
public sealed class CatalogDetectorSource : IDetectorSource
{
    public IReadOnlyList<string> Ids { get; } = [.. DetectorCatalog.All.Select(d => d.Id)];

    public bool TryGet(string id, [NotNullWhen(true)] out IDetector? detector) => DetectorCatalog.TryGet(id, out detector);

    public IDetector Dictionary(string id, string label, IReadOnlyList<string> terms, bool caseSensitive, bool wholeWord) =>
        new OperatorDictionary(id, label, terms, ignoreCase: !caseSensitive, wholeWord);

    public IDetector Pattern(string id, string label, string pattern, int maxLength)
    {
        var problem = OperatorPattern.TryCreate(id, label, pattern, maxLength, ignoreCase: false, out var detector);
        return detector ?? throw new FormatException(problem);
    }
}
