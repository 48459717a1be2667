using System.Diagnostics;
using System.Text;
using Sallyport.Tokens;

namespace Sallyport.Bench;

/// <summary>What counting tokens costs.</summary>
internal static class Counting
{
    private const int Piece = 16_384, Rounds = 7;

    public static void Print(string prose, string code)
    {
        foreach (var encoding in (TokenEncoding[])[TokenEncoding.O200kBase, TokenEncoding.Cl100kBase])
        {
            var clock = Stopwatch.StartNew();
            encoding.WarmUp();
            Console.WriteLine($"{encoding.Name}: vocabulary read in {clock.ElapsedMilliseconds} ms");
            Console.WriteLine($"  prose {MegabytesPerSecond(encoding, prose),6:0.0} MB/s   code {MegabytesPerSecond(encoding, code),6:0.0} MB/s");
            foreach (var hostile in Corpus.Hostile.Concat(["qz", "文", "\u0301", " \n"]))
            {
                var (small, large) = (Encoding.UTF8.GetBytes(Corpus.Repeat(hostile, 100_000)), Encoding.UTF8.GetBytes(Corpus.Repeat(hostile, 1_000_000)));
                var (once, ten) = (Milliseconds(encoding, small), Milliseconds(encoding, large));
                Console.WriteLine($"  {hostile.Trim(),-12} 100 KB {once,8:0.0} ms   1 MB {ten,8:0.0} ms   {ten / once,5:0.0}x");
            }
        }
    }

    private static double MegabytesPerSecond(TokenEncoding encoding, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var best = double.MaxValue;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(2);) encoding.Count(bytes.AsSpan(0, 200_000));
        for (var round = 0; round < Rounds; round++)
        {
            var started = Processor();
            for (var at = 0; at < bytes.Length; at += Piece) encoding.Count(bytes.AsSpan(at, Math.Min(Piece, bytes.Length - at)));
            best = Math.Min(best, (Processor() - started).TotalSeconds);
        }

        return bytes.Length / 1e6 / best;
    }

    private static double Milliseconds(TokenEncoding encoding, byte[] text)
    {
        encoding.Count(text);
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var started = Processor();
            encoding.Count(text);
            best = Math.Min(best, (Processor() - started).TotalMilliseconds);
        }

        return best;
    }

    // Nothing else runs in this process: unlike the clock, its processor time does not count who else uses the machine.
    private static TimeSpan Processor() => Environment.CpuUsage.TotalTime;
}
