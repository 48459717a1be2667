using System.Diagnostics;
using System.Text;
using Sallyport.Detection;

namespace Sallyport.Bench;

/// <summary>What scanning costs.</summary>
internal static class Cost
{
    private const int Piece = 16_384, Rounds = 7;

    /// <summary>Scans until the runtime has compiled what is hot.</summary>
    public static void WarmUp(DetectorSet set, string text)
    {
        var findings = new List<Finding>(4_096);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(3);)
        {
            for (var at = 0; at < text.Length && clock.Elapsed < TimeSpan.FromSeconds(3); at += Piece)
            {
                findings.Clear();
                set.Scan(text.AsSpan(at, Math.Min(Piece, text.Length - at)), findings);
            }
        }
    }

    /// <summary>Best of several rounds over pieces of the size of a long prompt; a char counts as many bytes as it has in UTF-8.</summary>
    public static double MegabytesPerSecond(DetectorSet set, string text)
    {
        var findings = new List<Finding>(4_096);
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            for (var at = 0; at < text.Length; at += Piece)
            {
                findings.Clear();
                set.Scan(text.AsSpan(at, Math.Min(Piece, text.Length - at)), findings);
            }

            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return Encoding.UTF8.GetByteCount(text) / 1e6 / best;
    }

    /// <summary>Median and 99th percentile of scans of different pieces of one length, in microseconds.</summary>
    public static (double P50, double P99) Latency(DetectorSet set, string text, int length)
    {
        var findings = new List<Finding>(4_096);
        var times = new List<double>();
        for (var at = 0; at + length <= text.Length; at += length)
        {
            findings.Clear();
            var started = Stopwatch.GetTimestamp();
            set.Scan(text.AsSpan(at, length), findings);
            FindingMerge.Merge(findings);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        times.Sort();
        return (times[times.Count / 2], times[times.Count * 99 / 100]);
    }

    /// <summary>Bytes that one scan of 16 KB allocates after warm-up.</summary>
    public static long BytesAllocated(DetectorSet set, string text)
    {
        var findings = new List<Finding>(4_096);
        set.Scan(text.AsSpan(0, Piece), findings);
        findings.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        set.Scan(text.AsSpan(0, Piece), findings);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public static double Milliseconds(DetectorSet set, string text)
    {
        var findings = new List<Finding>(4_096);
        var best = double.MaxValue;
        for (var round = 0; round < 2; round++)
        {
            findings.Clear();
            var clock = Stopwatch.StartNew();
            set.Scan(text, findings);
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }

        return best;
    }
}
