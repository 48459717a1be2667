using System.Runtime.InteropServices;

namespace Sallyport.Detection;

/// <summary>Turns overlapping findings into disjoint ones, so that each char is replaced once.</summary>
public static class FindingMerge
{
    /// <summary>Replaces sorted findings by the unions of those that overlap. The longest of a union names its detector (of equals, the first in set order), the surest its confidence.</summary>
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

            if (next.Length > longest.Length || (next.Length == longest.Length && next.Detector < longest.Detector)) longest = next;
            union = new Finding(union.Start, Math.Max(union.End, next.End) - union.Start, longest.Detector, next.Confidence > union.Confidence ? next.Confidence : union.Confidence);
        }

        findings.RemoveRange(kept + 1, findings.Count - kept - 1);
    }
}
