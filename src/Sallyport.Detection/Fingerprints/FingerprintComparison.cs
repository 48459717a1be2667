namespace Sallyport.Detection.Fingerprints;

/// <summary>Compares whole texts with an index. Unlike the detector it allocates: for tools, and for texts in which something was found.</summary>
public static class FingerprintComparison
{
    /// <summary>What a text shares with each document, the most first.</summary>
    /// <param name="minMatches">Documents with fewer shared passages are left out.</param>
    public static IReadOnlyList<FingerprintMatch> Compare(FingerprintIndex index, ReadOnlySpan<char> text, int minMatches = FingerprintDetector.DefaultMinMatches)
    {
        var tallies = new Dictionary<int, (HashSet<ulong> Hashes, int Chars, int End)>();
        var reader = new ShingleReader(text, index.Key);
        while (reader.Read())
        {
            foreach (var document in index.Find(reader.Hash))
            {
                var tally = tallies.TryGetValue(document, out var known) ? known : ([], 0, 0);
                tally.Hashes.Add(reader.Hash);
                tallies[document] = (tally.Hashes, tally.Chars + reader.End - Math.Max(reader.Start, tally.End), reader.End);
            }
        }

        var length = text.Length;
        return
        [
            .. tallies.Where(t => t.Value.Hashes.Count >= minMatches)
                .Select(t => new FingerprintMatch(t.Key, t.Value.Hashes.Count, Math.Min(1, (double)t.Value.Hashes.Count / Math.Max(1, index.Documents[t.Key].Fingerprints)), (double)t.Value.Chars / length))
                .OrderByDescending(m => m.Matches).ThenBy(m => m.Document),
        ];
    }

    /// <summary>Adds each shared passage of a text, once for each document that holds it.</summary>
    public static void Collect(FingerprintIndex index, ReadOnlySpan<char> text, List<FingerprintEntry> entries)
    {
        var reader = new ShingleReader(text, index.Key);
        while (reader.Read())
        {
            foreach (var document in index.Find(reader.Hash)) entries.Add(new FingerprintEntry(reader.Hash, document));
        }
    }
}
