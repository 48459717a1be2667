using System.Runtime.InteropServices;

namespace Sallyport.Detection;

/// <summary>Turns overlapping findings into disjoint ones, so that each char is replaced once.</summary>
public static class FindingMerge
{
    /// <summary>Replaces sorted findings by the unions of those that overlap. The longest of a union names its detector and kind (of equals the surest, then the first in set order), the surest its confidence.</summary>
    /// <param name="findings">In the order of <see cref="DetectorSet.Scan"/>; changed in place. Findings that only touch stay apart.</param>
    public static void Merge(List<Finding> findings)
    {
        if (findings.Count < 2) return;
        var all = CollectionsMarshal.AsSpan(findings);
        var kept = 0;
        var longest = all[0];
        for (var i = 1; i < all.Length; i++)
        {
            var next = all[i];
            ref var union = ref all[kept];
            if (next.Start >= union.End)
            {
                all[++kept] = next;
                longest = next;
                continue;
            }

            if (NamesBefore(next, longest)) longest = next;
            union = longest with { Start = union.Start, Length = Math.Max(union.End, next.End) - union.Start, Confidence = next.Confidence > union.Confidence ? next.Confidence : union.Confidence };
        }

        findings.RemoveRange(kept + 1, findings.Count - kept - 1);
    }

    private static bool NamesBefore(Finding next, Finding longest)
    {
        if (next.Length != longest.Length) return next.Length > longest.Length;
        return next.Confidence != longest.Confidence ? next.Confidence > longest.Confidence : next.Detector < longest.Detector;
    }
}
