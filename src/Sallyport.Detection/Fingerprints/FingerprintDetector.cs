using Sallyport.Detection.Operator;

namespace Sallyport.Detection.Fingerprints;

/// <summary>Passages of registered documents, also where words were changed, paragraphs moved, or case, white space and punctuation differ.</summary>
/// <remarks>
/// A finding needs several different passages of one document within 64 words; it runs from the first of them to the last. A kind is the
/// document's id. Long passages come as a chain of overlapping findings, which <see cref="FindingMerge"/> unites.
/// </remarks>
public sealed class FingerprintDetector : IDetector
{
    /// <summary>Passages of one document that make a finding, unless said otherwise.</summary>
    public const int DefaultMinMatches = 3;

    private const int Span = 64, MaxHeld = Span * FingerprintIndex.MaxDocumentsOfOne;

    private readonly string[] _kinds;
    private readonly int _minMatches;

    /// <param name="id">The operator's name for the set.</param>
    /// <param name="label">Word used in labels and placeholders.</param>
    /// <param name="minMatches">Passages of one document within 64 words, 1 to 16.</param>
    public FingerprintDetector(string id, string label, FingerprintIndex index, int minMatches = DefaultMinMatches)
    {
        (Id, Label, Index, _minMatches) = (id, label, index, minMatches);
        _kinds = [.. index.Documents.Take(ushort.MaxValue + 1).Select(d => d.Id)];
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string Label { get; }

    /// <summary>What is looked for.</summary>
    public FingerprintIndex Index { get; }

    /// <summary>The documents' ids, in the order of the index.</summary>
    public IReadOnlyList<string> Kinds => _kinds;

    /// <inheritdoc/>
    public int Reach => (Span + ShingleReader.Words) * (ShingleReader.MaxWord + ShingleReader.MaxGap);

    /// <inheritdoc/>
    public int LookBehind => 1;

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
    {
        Span<Match> held = stackalloc Match[MaxHeld];
        var count = 0;
        var breaks = 0;
        var reader = new ShingleReader(text, Index.Key);
        while (reader.Read())
        {
            var documents = Index.Find(reader.Hash);
            if (documents.IsEmpty) continue;
            if (reader.Breaks != breaks) (breaks, count) = (reader.Breaks, 0);
            count = Drop(held[..count], reader.Word - Span, reader.Hash);
            foreach (var document in documents) held[count++] = new Match(reader.Hash, document, reader.Word, reader.Start);
            if (TryBest(held[..count], documents, out var best, out var start)) findings.Add(start, reader.End - start, Confidence.Certain, (ushort)best);
        }
    }

    /// <inheritdoc/>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        var from = TailOf(text);
        var reader = new ShingleReader(text[from..], Index.Key);
        Span<(int Word, int Start, int Breaks)> matches = stackalloc (int, int, int)[2 * Span];
        var count = 0;
        while (reader.Read())
        {
            if (count < matches.Length && !Index.Find(reader.Hash).IsEmpty) matches[count++] = (reader.Word, reader.Start, reader.Breaks);
        }

        var open = from + reader.PendingFrom;
        foreach (var match in matches[..count])
        {
            if (match.Word > reader.Word - Span && match.Breaks == reader.Breaks) return Math.Min(open, from + match.Start);
        }

        return open;
    }

    // What the document chosen has within the span; of several documents the one with most.
    private bool TryBest(ReadOnlySpan<Match> held, ReadOnlySpan<int> documents, out int best, out int start)
    {
        (best, start) = (0, 0);
        var most = _minMatches - 1;
        foreach (var document in documents)
        {
            var (count, first) = (0, 0);
            foreach (ref readonly var match in held)
            {
                if (match.Document == document && count++ == 0) first = match.Start;
            }

            if (count > most) (most, best, start) = (count, document, first);
        }

        return most >= _minMatches;
    }

    // Keeps what is near, and of a passage said twice the later one.
    private static int Drop(Span<Match> held, int word, ulong hash)
    {
        var kept = 0;
        foreach (ref readonly var match in held)
        {
            if (match.Word > word && match.Hash != hash) held[kept++] = match;
        }

        return kept;
    }

    // Far enough back that every match which can still count is read whole.
    private int TailOf(ReadOnlySpan<char> text)
    {
        var fold = CharFolding.Table(ignoreCase: true);
        var (at, least, words) = (text.Length, Math.Max(0, text.Length - Reach), 0);
        var wasWord = false;
        while (at > least && words < (2 * Span) - ShingleReader.Words)
        {
            at--;
            var isWord = (fold[text[at]] & CharFolding.Word) != 0;
            if (isWord ? !wasWord : text[at] >= '\u0E00' && char.IsLetterOrDigit(text[at])) words++;
            wasWord = isWord;
        }

        return at;
    }

    private readonly record struct Match(ulong Hash, int Document, int Word, int Start);
}
