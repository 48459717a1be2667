using System.Buffers;
using Sallyport.Detection;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Inspection;

/// <summary>What a caller's request held, as digests: enough to tell whether a value in the answer is the caller's own.</summary>
/// <remarks>
/// Digests are keyed with a secret of the process, and belong to one exchange. Values are compared without case, spaces and hyphens, so that a card
/// number may come back in other groups; values without letters by their digits alone. What does not fit counts as not sent.
/// </remarks>
internal sealed class SentValues
{
    private const int MostDigests = 65_536, LongestWord = 256;

    private static readonly SearchValues<char> Edges = SearchValues.Create(" \t\r\n\u00a0\uffff\"'`<>()[]{},;=|");

    private readonly HashSet<ulong> _digests = [];

    private SentValues()
    {
    }

    /// <summary>Takes down what a request held.</summary>
    /// <param name="text">The request's whole text, before anything is masked.</param>
    /// <param name="guards">What will be looked for in the answer, and the operator's own prompt: what it tells was meant to be told.</param>
    /// <param name="placeholders">What was taken out, in this turn and before.</param>
    public static SentValues Of(ReadOnlySpan<char> text, GuardPolicy guards, PlaceholderMap placeholders)
    {
        var sent = new SentValues();
        foreach (var (_, value) in placeholders.Entries) sent.Add(value);
        if (guards.Fixed is { } prompt) sent.TakeDown(prompt.Text, guards.Unsent);
        sent.TakeDown(text, guards.Unsent);
        return sent;
    }

    /// <summary>True if the request held this value.</summary>
    public bool Holds(ReadOnlySpan<char> value) => _digests.Contains(Digest(value));

    private void TakeDown(ReadOnlySpan<char> text, InspectionPolicy policy)
    {
        var findings = new List<Finding>();
        policy.Detectors.Scan(text, findings);
        foreach (var finding in findings) Add(text.Slice(finding.Start, finding.Length));
        FindingMerge.Merge(findings);
        foreach (var finding in findings) Add(text.Slice(finding.Start, finding.Length));

        // What the answer's context makes a finding may stand bare in the request: every word counts too.
        for (var at = 0; at < text.Length && _digests.Count < MostDigests;)
        {
            var length = text[at..].IndexOfAny(Edges);
            if (length < 0) length = text.Length - at;
            var word = text.Slice(at, length).Trim(".:!?");
            if (word.Length is > 1 and <= LongestWord) Add(word);
            at += length + 1;
        }
    }

    private void Add(ReadOnlySpan<char> value)
    {
        if (_digests.Count < MostDigests) _digests.Add(Digest(value));
    }

    private static ulong Digest(ReadOnlySpan<char> value)
    {
        var rented = value.Length > LongestWord ? ArrayPool<char>.Shared.Rent(value.Length) : null;
        var text = rented is null ? stackalloc char[LongestWord] : rented;
        int kept = 0, digits = 0;
        var letters = false;
        foreach (var c in value)
        {
            if (char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.DashPunctuation or System.Globalization.UnicodeCategory.Format) continue;
            letters |= char.IsLetter(c) || char.IsSurrogate(c);
            if (char.IsDigit(c)) digits++;
            text[kept++] = char.ToLowerInvariant(c);
        }

        if (!letters && digits > 0)
        {
            var all = kept;
            kept = 0;
            for (var i = 0; i < all; i++)
            {
                if (char.IsDigit(text[i])) text[kept++] = text[i];
            }
        }

        // The framework's hash of a text is keyed anew for each process. Length and last char make an accident still less likely.
        var digest = ((ulong)(uint)string.GetHashCode(text[..kept], StringComparison.Ordinal) << 32) | ((ulong)(ushort)kept << 16) | (kept > 0 ? text[kept - 1] : 0u);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented, clearArray: true);
        return digest;
    }
}
