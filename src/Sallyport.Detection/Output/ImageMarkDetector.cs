namespace Sallyport.Detection.Output;

/// <summary>The exclamation mark that makes a Markdown link an image, which a reader's browser loads without being asked.</summary>
/// <remarks>A space put behind it leaves a link, whatever stands before: more exclamation marks, a backslash.</remarks>
public sealed class ImageMarkDetector : IDetector
{
    /// <summary>What takes the mark's place.</summary>
    public const string Replacement = "! ";

    /// <inheritdoc/>
    public string Id => "image";

    /// <inheritdoc/>
    public string Label => "IMAGE";

    /// <inheritdoc/>
    public int Reach => 2;

    /// <inheritdoc/>
    public int LookBehind => 0;

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
    {
        for (var at = 0; ; at++)
        {
            var gap = text[at..].IndexOf("![");
            if (gap < 0) return;
            at += gap;
            findings.Add(at, 1, Confidence.Certain);
        }
    }

    /// <inheritdoc/>
    public int OpenFrom(ReadOnlySpan<char> text) => text is [.., '!'] ? text.Length - 1 : text.Length;
}
