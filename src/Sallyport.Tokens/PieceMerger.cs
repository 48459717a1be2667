using System.Buffers;

namespace Sallyport.Tokens;

/// <summary>Merges the bytes of one piece: always the pair of lowest rank, the leftmost of equals, until no pair is a token.</summary>
internal static class PieceMerger
{
    /// <summary>Up to here looking through all pairs for the lowest is faster than a heap. Its cost grows with the square, so a longer piece takes the heap.</summary>
    private const int MaxScanned = 128;

    /// <summary>Up to here a heap is faster than lists by rank, which are made for all ranks first. From here on the lists: their time grows with the length alone.</summary>
    private const int MaxHeaped = 8_192;

    /// <summary>Adds the tokens of a piece that is no token itself.</summary>
    /// <param name="tokens">Null to count only.</param>
    /// <returns>How many.</returns>
    public static int Merge(Vocabulary vocabulary, ReadOnlySpan<byte> piece, List<int>? tokens) =>
        piece.Length <= MaxScanned ? MergeByScan(vocabulary, piece, tokens) : piece.Length <= MaxHeaped ? MergeByHeap(vocabulary, piece, tokens) : MergeByLists(vocabulary, piece, tokens);

    internal static int MergeByScan(Vocabulary vocabulary, ReadOnlySpan<byte> piece, List<int>? tokens)
    {
        // starts[i] is where part i begins; ranks[i] is the rank of parts i and i+1 together.
        Span<int> starts = stackalloc int[MaxScanned + 1];
        Span<int> ranks = stackalloc int[MaxScanned + 1];
        var parts = piece.Length;
        for (var i = 0; i < parts; i++)
        {
            starts[i] = i;
            ranks[i] = i + 1 < parts ? vocabulary.FindPair(piece[i], piece[i + 1]) : Vocabulary.None;
        }

        starts[parts] = piece.Length;
        while (true)
        {
            var (lowest, at) = (Vocabulary.None, 0);
            for (var i = 0; i < parts - 1; i++)
            {
                if (ranks[i] < lowest) (lowest, at) = (ranks[i], i);
            }

            if (lowest == Vocabulary.None) break;
            starts[(at + 2)..(parts + 1)].CopyTo(starts[(at + 1)..]);
            ranks[(at + 2)..parts].CopyTo(ranks[(at + 1)..]);
            parts--;
            ranks[at] = at + 1 < parts ? vocabulary.Find(piece[starts[at]..starts[at + 2]]) : Vocabulary.None;
            if (at > 0) ranks[at - 1] = vocabulary.Find(piece[starts[at - 1]..starts[at + 1]]);
        }

        for (var i = 0; tokens is not null && i < parts; i++) tokens.Add(vocabulary.Find(piece[starts[i]..starts[i + 1]]));
        return parts;
    }

    internal static int MergeByHeap(Vocabulary vocabulary, ReadOnlySpan<byte> piece, List<int>? tokens)
    {
        var length = piece.Length;
        var links = ArrayPool<int>.Shared.Rent(3 * (length + 1));
        var heap = new RankHeap(2 * length); // each merge takes one entry and adds two at most, and there are fewer merges than bytes
        try
        {
            // A part is known by where it begins.
            var next = links.AsSpan(0, length + 1);
            var previous = links.AsSpan(length + 1, length + 1);
            var ranks = links.AsSpan(2 * (length + 1), length + 1);
            for (var i = 0; i <= length; i++)
            {
                (next[i], previous[i]) = (i + 1, i - 1);
                ranks[i] = i + 1 < length ? vocabulary.FindPair(piece[i], piece[i + 1]) : Vocabulary.None;
                if (ranks[i] != Vocabulary.None) heap.Append(ranks[i], i);
            }

            heap.Order();
            var parts = length;
            while (heap.TryTake(out var rank, out var at))
            {
                if (ranks[at] != rank) continue; // the pair has changed since
                var gone = next[at];
                next[at] = next[gone];
                previous[next[at]] = at;
                ranks[gone] = Vocabulary.None;
                parts--;
                Rank(vocabulary, piece, at, next, ranks, ref heap);
                if (at > 0) Rank(vocabulary, piece, previous[at], next, ranks, ref heap);
            }

            for (var at = 0; tokens is not null && at < length; at = next[at]) tokens.Add(vocabulary.Find(piece[at..next[at]]));
            return parts;
        }
        finally
        {
            heap.Return();
            ArrayPool<int>.Shared.Return(links);
        }
    }

    internal static int MergeByLists(Vocabulary vocabulary, ReadOnlySpan<byte> piece, List<int>? tokens)
    {
        var length = piece.Length;
        var links = ArrayPool<int>.Shared.Rent(3 * (length + 1));
        var lists = new RankLists(vocabulary.Count, length);
        try
        {
            var next = links.AsSpan(0, length + 1);
            var previous = links.AsSpan(length + 1, length + 1);
            var ranks = links.AsSpan(2 * (length + 1), length + 1);
            for (var i = 0; i <= length; i++)
            {
                (next[i], previous[i]) = (i + 1, i - 1);
                ranks[i] = i + 1 < length ? vocabulary.FindPair(piece[i], piece[i + 1]) : Vocabulary.None;
                if (ranks[i] != Vocabulary.None) lists.Add(ranks[i], i);
            }

            var parts = length;
            while (lists.TryTake(out _, out var at))
            {
                if (lists.Sorted > 8L * length) return MergeByHeap(vocabulary, piece, tokens);
                var gone = next[at];
                if (ranks[gone] != Vocabulary.None) lists.Remove(ranks[gone], gone);
                next[at] = next[gone];
                previous[next[at]] = at;
                ranks[gone] = Vocabulary.None;
                parts--;
                if (at > 0)
                {
                    var before = previous[at];
                    if (ranks[before] != Vocabulary.None) lists.Remove(ranks[before], before);
                    ranks[before] = RankOf(vocabulary, piece, before, next);
                    if (ranks[before] != Vocabulary.None) lists.Add(ranks[before], before);
                }

                ranks[at] = RankOf(vocabulary, piece, at, next);
                if (ranks[at] != Vocabulary.None) lists.Add(ranks[at], at);
            }

            for (var at = 0; tokens is not null && at < length; at = next[at]) tokens.Add(vocabulary.Find(piece[at..next[at]]));
            return parts;
        }
        finally
        {
            lists.Return();
            ArrayPool<int>.Shared.Return(links);
        }
    }

    private static int RankOf(Vocabulary vocabulary, ReadOnlySpan<byte> piece, int at, Span<int> next)
    {
        var second = next[at];
        return second < piece.Length && next[second] - at <= TokenEncoding.MaxTokenBytes ? vocabulary.Find(piece[at..next[second]]) : Vocabulary.None;
    }

    private static void Rank(Vocabulary vocabulary, ReadOnlySpan<byte> piece, int at, Span<int> next, Span<int> ranks, ref RankHeap heap)
    {
        ranks[at] = RankOf(vocabulary, piece, at, next);
        if (ranks[at] != Vocabulary.None) heap.Add(ranks[at], at);
    }
}
