using System.Text.RegularExpressions;

namespace Sallyport.Detection.Operator;

/// <summary>An operator's own regular expression, run in linear time.</summary>
/// <remarks>
/// A match is looked for within <see cref="MaxLength"/> chars of where it begins; a longer one is not a finding. Text has no beginning and no
/// end here, since it may arrive in pieces: the anchors <c>^ $ \A \z \Z \G</c> are refused, <c>\b</c> is allowed. A scan that costs more than
/// its budget throws <see cref="PatternBudgetException"/>: the one way in which a detector may fail, and it must fail closed.
/// </remarks>
public sealed class OperatorPattern : IDetector
{
    /// <summary>Largest value of <see cref="MaxLength"/>.</summary>
    public const int LongestAllowed = 4_096;

    private const int MaxSource = 2_000;

    // What a scan may cost. Ordinary text takes two or three steps a char; a pattern whose every char begins a match that is too long takes twice its reach.
    private const int StepsPerChar = 160, FreeSteps = 16 * 1024 * 1024, FirstBlock = 4_096, LargestBlock = 1 << 26;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(2); // of one block: patterns with very many states take microseconds a step
    private readonly Regex _regex;

    private OperatorPattern(string id, string label, Regex regex, int maxLength)
    {
        Id = id;
        Label = label;
        _regex = regex;
        MaxLength = maxLength;
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string Label { get; }

    /// <summary>Longest match, in chars.</summary>
    public int MaxLength { get; }

    /// <inheritdoc/>
    public int Reach => MaxLength + 2;

    /// <inheritdoc/>
    public int LookBehind => 1;

    /// <summary>Compiles a pattern.</summary>
    /// <param name="id">The operator's id for it.</param>
    /// <param name="label">Word used in labels and placeholders.</param>
    /// <param name="pattern">A regular expression without look-around, backreferences and anchors.</param>
    /// <param name="maxLength">Longest match, in chars; a stream holds this much back. 1 to 4,096.</param>
    /// <param name="ignoreCase">False by default.</param>
    /// <param name="detector">The detector, or null if the pattern was refused.</param>
    /// <returns>Null, or a sentence that says what is wrong.</returns>
    public static string? TryCreate(string id, string label, string pattern, int maxLength, bool ignoreCase, out OperatorPattern? detector)
    {
        detector = null;
        if (pattern.Length is 0 or > MaxSource) return $"A pattern has 1 to {MaxSource} chars; this one has {pattern.Length}.";
        if (maxLength is < 1 or > LongestAllowed) return $"The longest match is 1 to {LongestAllowed} chars; {maxLength} was given.";
        if (FindAnchor(pattern) is { } anchor) return $"The anchor {anchor} has no meaning for text that arrives in pieces; use \\b for the edge of a word.";

        Regex regex;
        try
        {
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
#pragma warning disable RS0030 // the one factory: linear time by NonBacktracking
            regex = new Regex(pattern, options, MatchTimeout);
#pragma warning restore RS0030
        }
        catch (ArgumentException e)
        {
            return $"The pattern is not a regular expression: {e.Message}";
        }
        catch (NotSupportedException)
        {
            return "The pattern uses look-around, a backreference, an atomic group or a condition, or is too large; none of these run in linear time.";
        }

        if (MatchesEmpty(regex)) return "The pattern matches the empty text, so it would match everywhere.";
        detector = new OperatorPattern(id, label, regex, maxLength);
        return null;
    }

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings) => ScanFrom(text, 0, ref findings);

    /// <summary>Scans as if the last finding had ended at <paramref name="from"/>; what stands before it is context.</summary>
    internal void ScanFrom(ReadOnlySpan<char> text, int from, ref FindingSink findings)
    {
        // The match at a place is defined by the chars within reach of it alone, so that no cut of a stream can change it. Candidates come
        // from blocks that grow while nothing is found, because a match that runs on for megabytes must not be read again from each of its chars.
        var least = Reach + 8;
        var block = Math.Max(least, FirstBlock);
        var budget = (StepsPerChar * (long)text.Length) + FreeSteps;
        for (var at = from; at < text.Length;)
        {
            if (budget < 0) throw PatternBudgetException.Of(Id);
            var end = (int)Math.Min(text.Length, (long)at + block);
            if (!TryFirst(text[..end], at, out var start, out var length))
            {
                if (end == text.Length) return;
                budget -= end - at;
                at = end - Reach;
                block = Math.Min(block * 2, LargestBlock);
                continue;
            }

            budget -= start + length - at;
            if (TryAt(text, start, out length))
            {
                findings.Add(start, length, Confidence.Certain);
                at = start + length;
                budget -= length;
            }
            else
            {
                at = start + 1;
                block = least;
                budget -= Reach;
            }
        }
    }

    private bool TryAt(ReadOnlySpan<char> text, int start, out int length)
    {
        var end = Math.Min(text.Length, start + MaxLength + 1);
        return TryFirst(text[..end], start, out var found, out length) && found == start && length > 0 && length <= MaxLength;
    }

    private bool TryFirst(ReadOnlySpan<char> text, int from, out int start, out int length)
    {
        // one char before is enough for \b; slicing keeps the engine from looking at more
        var cut = Math.Max(0, from - 1);
        try
        {
            foreach (var match in _regex.EnumerateMatches(text[cut..], from - cut))
            {
                (start, length) = (cut + match.Index, match.Length);
                if (length > 0) return true;
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw PatternBudgetException.Of(Id, e);
        }

        (start, length) = (0, 0);
        return false;
    }

    private static bool MatchesEmpty(Regex regex)
    {
        if (regex.IsMatch("")) return true;
        foreach (var match in regex.EnumerateMatches("a b-1 _."))
        {
            if (match.Length == 0) return true;
        }

        return false;
    }

    private static string? FindAnchor(string pattern)
    {
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    if (!inClass && i < pattern.Length && pattern[i] is 'A' or 'z' or 'Z' or 'G') return pattern.Substring(i - 1, 2);
                    break;
                case '[':
                    inClass = true;
                    if (i + 1 < pattern.Length && pattern[i + 1] == '^') i++;
                    if (i + 1 < pattern.Length && pattern[i + 1] == ']') i++;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '^' or '$' when !inClass:
                    return pattern[i].ToString();
            }
        }

        return null;
    }
}
