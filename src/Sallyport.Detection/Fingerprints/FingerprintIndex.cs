using System.Numerics;
using Sallyport.Detection.Operator;

namespace Sallyport.Detection.Fingerprints;

/// <summary>Hashes of registered documents, made for looking up. Immutable; holds no text.</summary>
/// <remarks>
/// A passage that stands in more than 32 documents and in more than one in twenty of them (a licence header, the frame of a form) tells
/// nothing and is left out. Of the others the first eight documents count.
/// </remarks>
public sealed class FingerprintIndex
{
    /// <summary>Documents of one passage that count.</summary>
    public const int MaxDocumentsOfOne = 8;

    private const int CommonDocuments = 32, CommonShare = 20, PerBucket = 8;

    private readonly ulong[] _hashes;
    private readonly int[] _documents;
    private readonly int[] _buckets;
    private readonly int _shift;
    private readonly HashFilter _filter;

    /// <param name="key">The key that the hashes were made under.</param>
    /// <param name="documents">The documents; entries name them by index.</param>
    /// <param name="hashes">In ascending order, each as often as there are documents that hold it.</param>
    /// <param name="owners">Document of each hash.</param>
    internal FingerprintIndex(FingerprintKey key, IReadOnlyList<FingerprintDocument> documents, ulong[] hashes, int[] owners)
    {
        (Key, Documents) = (key, documents);
        var count = LeaveOutCommon(hashes, owners, Math.Max(CommonDocuments, documents.Count / CommonShare));
        (_hashes, _documents) = (hashes[..count], owners[..count]);

        var bits = Math.Max(1, BitOperations.Log2((uint)Math.Max(1, count / PerBucket)));
        _shift = 64 - bits;
        _buckets = new int[(1 << bits) + 1];
        foreach (var hash in _hashes) _buckets[(int)(hash >> _shift) + 1]++;
        for (var i = 1; i < _buckets.Length; i++) _buckets[i] += _buckets[i - 1];
        _filter = new HashFilter(count);
        foreach (var hash in _hashes) _filter.Add(Spread(hash));
    }

    /// <summary>The key under which texts must be hashed to be looked up.</summary>
    public FingerprintKey Key { get; }

    /// <summary>The registered documents.</summary>
    public IReadOnlyList<FingerprintDocument> Documents { get; }

    /// <summary>Number of passages and documents they stand in, common ones left out.</summary>
    public int Count => _hashes.Length;

    /// <summary>Indexes of the documents that hold a passage, at most eight; empty if none does.</summary>
    internal ReadOnlySpan<int> Find(ulong hash)
    {
        if (!_filter.MayHold(Spread(hash))) return [];
        var bucket = (int)(hash >> _shift);
        var (at, end) = (_buckets[bucket], _buckets[bucket + 1]);
        while (at < end && _hashes[at] < hash) at++;
        var last = at;
        while (last < end && last - at < MaxDocumentsOfOne && _hashes[last] == hash) last++;
        return _documents.AsSpan(at, last - at);
    }

    // Winnowing keeps the smallest of its neighbours, so the high bits of what is kept are not even.
    private static ulong Spread(ulong hash) => hash * 0x9E3779B97F4A7C15;

    private static int LeaveOutCommon(ulong[] hashes, int[] owners, int common)
    {
        var kept = 0;
        for (var from = 0; from < hashes.Length;)
        {
            var to = from + 1;
            while (to < hashes.Length && hashes[to] == hashes[from]) to++;
            for (var i = from; i < to && to - from <= common; i++, kept++) (hashes[kept], owners[kept]) = (hashes[i], owners[i]);
            from = to;
        }

        return kept;
    }
}
