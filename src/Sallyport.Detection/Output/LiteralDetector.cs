namespace Sallyport.Detection.Output;

/// <summary>One fixed text, in any letter case. Cheap to make: it may live for one exchange.</summary>
public sealed class LiteralDetector(string id, string label, string literal) : IDetector
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public string Label => label;

    /// <inheritdoc/>
    public int Reach => literal.Length;

    /// <inheritdoc/>
    public int LookBehind => 0;

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
    {
        for (var at = 0; ; at++)
        {
            var gap = text[at..].IndexOf(literal, StringComparison.OrdinalIgnoreCase);
            if (gap < 0) return;
            at += gap;
            findings.Add(at, literal.Length, Confidence.Certain);
        }
    }

    /// <inheritdoc/>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        var from = Math.Max(0, text.Length - literal.Length + 1);
        while (from < text.Length && !literal.AsSpan().StartsWith(text[from..], StringComparison.OrdinalIgnoreCase)) from++;
        return from;
    }
}
