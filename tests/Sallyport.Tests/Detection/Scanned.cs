using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection;

/// <summary>What a detector finds, as text: findings after merging, joined by a bar.</summary>
internal static class Scanned
{
    public static string With(string id, string text)
    {
        Assert.True(DetectorCatalog.TryGet(id, out var detector));
        return With(detector, text);
    }

    /// <summary>The kind of the first finding.</summary>
    public static string KindOf(string id, string text) => KindsOf(id, text)[0];

    /// <summary>The kinds of all findings before merging.</summary>
    public static IReadOnlyList<string> KindsOf(string id, string text)
    {
        Assert.True(DetectorCatalog.TryGet(id, out var detector));
        return [.. Found(detector, text).Select(f => detector.Kinds[f.Kind])];
    }

    /// <summary>How sure the first finding is.</summary>
    public static Confidence ConfidenceOf(string id, string text)
    {
        Assert.True(DetectorCatalog.TryGet(id, out var detector));
        return Found(detector, text)[0].Confidence;
    }

    private static List<Finding> Found(IDetector detector, string text)
    {
        var findings = new List<Finding>();
        DetectorSet.Compile([detector]).Scan(text, findings);
        return findings;
    }

    public static string With(IDetector detector, string text)
    {
        var findings = new List<Finding>();
        DetectorSet.Compile([detector]).Scan(text, findings);
        FindingMerge.Merge(findings);
        return string.Join('|', findings.Select(f => text.Substring(f.Start, f.Length)));
    }
}
