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
    public static string KindOf(string id, string text)
    {
        Assert.True(DetectorCatalog.TryGet(id, out var detector));
        var findings = new List<Finding>();
        DetectorSet.Compile([detector]).Scan(text, findings);
        FindingMerge.Merge(findings);
        return detector.Kinds[findings[0].Kind];
    }

    public static string With(IDetector detector, string text)
    {
        var findings = new List<Finding>();
        DetectorSet.Compile([detector]).Scan(text, findings);
        FindingMerge.Merge(findings);
        return string.Join('|', findings.Select(f => text.Substring(f.Start, f.Length)));
    }
}
