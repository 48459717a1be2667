using System.Diagnostics.CodeAnalysis;
using Sallyport.Detection;

namespace Sallyport.Gateway.Configuration;

/// <summary>Where configuration finds detectors by id and has operators' own ones made.</summary>
public interface IDetectorSource
{
    /// <summary>Ids of the built-in detectors.</summary>
    IReadOnlyList<string> Ids { get; }

    bool TryGet(string id, [NotNullWhen(true)] out IDetector? detector);

    /// <summary>A detector of fixed words.</summary>
    IDetector Dictionary(string id, string label, IReadOnlyList<string> terms, bool caseSensitive, bool wholeWord);

    /// <summary>A detector of a regular expression in linear time.</summary>
    /// <exception cref="FormatException">The pattern cannot run in linear time or is not a regular expression; the message says which.</exception>
    IDetector Pattern(string id, string label, string pattern, int maxLength);
}
