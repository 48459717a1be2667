namespace Sallyport.Detection;

/// <summary>Finds one kind of thing in unescaped UTF-16 text. Pure, linear in the text, and safe to share between threads.</summary>
public interface IDetector
{
    /// <summary>Stable id, lower case with hyphens: <c>payment-card</c>. Written to audit entries; never renamed.</summary>
    string Id { get; }

    /// <summary>Upper-case word used in labels and placeholders: <c>CARD</c> gives <c>[CARD_REDACTED]</c>.</summary>
    string Label { get; }

    /// <summary>Finer names for what it finds, stable, lower case with hyphens (<c>github-token</c>, <c>de-tax-id</c>); empty if there is only one kind.</summary>
    IReadOnlyList<string> Kinds => [];

    /// <summary>The most text, in chars, that a finding and the context deciding it can span.</summary>
    int Reach { get; }

    /// <summary>
    /// How many chars before a finding's start may decide it, at most <see cref="Reach"/>. A stream keeps this much decided text
    /// per channel, so a detector with long findings and little context before them should say so.
    /// </summary>
    int LookBehind => Reach;

    /// <summary>Adds every finding in <paramref name="text"/>, in order of start. Never throws, never allocates.</summary>
    void Scan(ReadOnlySpan<char> text, ref FindingSink findings);

    /// <summary>
    /// First index from which a finding might still begin, grow, shrink or vanish if more text followed.
    /// Everything before it is final. The default is safe for every detector; override it to hold back less.
    /// </summary>
    int OpenFrom(ReadOnlySpan<char> text) => Math.Max(0, text.Length - Reach);
}
