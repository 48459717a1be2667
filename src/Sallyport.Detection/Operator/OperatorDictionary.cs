using System.Buffers;
using System.Collections.Frozen;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Operator;

/// <summary>An operator's own terms: project names, code words, customers. A hundred thousand terms scan about as fast as ten.</summary>
/// <remarks>Where several terms begin at one place the longest counts.</remarks>
public sealed class OperatorDictionary : IDetector
{
    private readonly SearchValues<string>? _terms;
    private readonly string[] _sorted;
    private readonly int[] _lengths;
    private readonly int _longest;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly StringComparison _comparison;
    private readonly bool _wholeWord;

    /// <param name="id">The operator's id for it.</param>
    /// <param name="label">Word used in labels and placeholders.</param>
    /// <param name="terms">Terms; empty ones and repetitions are left out, spaces around a term are cut off.</param>
    /// <param name="ignoreCase">True by default: <c>Falcon</c> also finds <c>FALCON</c>.</param>
    /// <param name="wholeWord">True by default: <c>Falcon</c> does not find <c>Falconry</c>.</param>
    public OperatorDictionary(string id, string label, IEnumerable<string> terms, bool ignoreCase = true, bool wholeWord = true)
    {
        Id = id;
        Label = label;
        _wholeWord = wholeWord;
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var comparer = ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _sorted = [.. terms.Select(t => t.Trim()).Where(t => t.Length > 0).Distinct(comparer).Order(comparer)];
        _lookup = _sorted.ToFrozenSet(comparer).GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. _sorted.Select(t => t.Length).Distinct().OrderDescending()];
        _longest = _lengths.Length == 0 ? 0 : _lengths[0];
        if (_sorted.Length > 0) _terms = SearchValues.Create(_sorted, _comparison);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string Label { get; }

    /// <summary>The longest term, with one char on either side.</summary>
    public int Reach => _longest + 2;

    /// <inheritdoc/>
    public int LookBehind => 1;

    /// <summary>Number of different terms.</summary>
    public int Count => _sorted.Length;

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
    {
        if (_terms is null) return;
        for (var at = 0; at < text.Length; at++)
        {
            var gap = text[at..].IndexOfAny(_terms);
            if (gap < 0) return;
            at += gap;
            if (_wholeWord && text.IsWordAt(at) && text.IsWordAt(at - 1)) continue;
            foreach (var length in _lengths)
            {
                if (length > text.Length - at || !EndsWell(text, at + length) || !_lookup.Contains(text.Slice(at, length))) continue;
                findings.Add(at, length, Confidence.Certain);
                break;
            }
        }
    }

    /// <inheritdoc/>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        for (var at = Math.Max(0, text.Length - _longest); at < text.Length; at++)
        {
            if (_wholeWord && text.IsWordAt(at) && text.IsWordAt(at - 1)) continue;
            if (IsFront(text[at..])) return at;
        }

        return text.Length;
    }

    private bool EndsWell(ReadOnlySpan<char> text, int end) => !_wholeWord || !text.IsWordAt(end) || !text.IsWordAt(end - 1);

    // Binary search for a term that begins with the tail.
    private bool IsFront(ReadOnlySpan<char> tail)
    {
        int low = 0, high = _sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_sorted[middle].AsSpan().CompareTo(tail, _comparison) < 0) low = middle + 1;
            else high = middle;
        }

        return low < _sorted.Length && _sorted[low].AsSpan().StartsWith(tail, _comparison);
    }
}
