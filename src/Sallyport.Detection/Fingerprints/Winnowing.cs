namespace Sallyport.Detection.Fingerprints;

/// <summary>Keeps about two in nine of a document's hashes: of every eight neighbours the smallest. What shares thirteen words with the document shares one of them.</summary>
internal static class Winnowing
{
    /// <summary>Neighbours of which one is kept.</summary>
    public const int Window = 8;

    /// <summary>The hashes kept of a text, each once, in ascending order.</summary>
    public static ulong[] Of(ReadOnlySpan<char> text, FingerprintKey key)
    {
        var kept = new HashSet<ulong>();
        var run = new List<ulong>();
        var reader = new ShingleReader(text, key);
        var breaks = 0;
        while (reader.Read())
        {
            if (reader.Breaks != breaks)
            {
                Keep(run, kept);
                breaks = reader.Breaks;
            }

            run.Add(reader.Hash);
        }

        Keep(run, kept);
        ulong[] sorted = [.. kept];
        Array.Sort(sorted);
        return sorted;
    }

    private static void Keep(List<ulong> run, HashSet<ulong> kept)
    {
        for (var from = 0; from < run.Count && (from == 0 || from + Window <= run.Count); from++)
        {
            var least = ulong.MaxValue;
            for (var i = from; i < Math.Min(run.Count, from + Window); i++) least = Math.Min(least, run[i]);
            kept.Add(least);
        }

        run.Clear();
    }
}
