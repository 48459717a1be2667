using System.Buffers;

namespace Sallyport.Detection.Output;

/// <summary>The sign that opens an HTML tag. Escaped, the tag is text.</summary>
public sealed class HtmlTagDetector : IDetector
{
    /// <summary>What takes the sign's place.</summary>
    public const string Replacement = "&lt;";

    private const int MaxName = 32, MaxGap = 8;

    private static readonly SearchValues<char> NameChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-:_.");

    private readonly bool _onlyLoading;

    /// <param name="onlyLoading">True finds only tags that can load or run something: those with attributes, scripts, styles and drawings. <c>&lt;b&gt;</c> and <c>&lt;br/&gt;</c> stay.</param>
    public HtmlTagDetector(bool onlyLoading) => _onlyLoading = onlyLoading;

    /// <inheritdoc/>
    public string Id => "html-tag";

    /// <inheritdoc/>
    public string Label => "HTML";

    /// <inheritdoc/>
    public int Reach => _onlyLoading ? MaxName + MaxGap + 2 : 2;

    /// <inheritdoc/>
    public int LookBehind => 0;

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
    {
        for (var at = 0; ; at++)
        {
            var gap = text[at..].IndexOf('<');
            if (gap < 0) return;
            at += gap;
            if (IsTag(text[(at + 1)..])) findings.Add(at, 1, Confidence.Certain);
        }
    }

    /// <inheritdoc/>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        var least = Math.Max(0, text.Length - Reach);
        for (var at = least; at < text.Length; at++)
        {
            var gap = text[at..].IndexOf('<');
            if (gap < 0) break;
            at += gap;
            if (IsOpen(text[(at + 1)..])) return at;
        }

        return text.Length;
    }

    private bool IsTag(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return false;
        if (!_onlyLoading) return char.IsAsciiLetter(text[0]) || text[0] is '/' or '!' or '?';
        if (!char.IsAsciiLetter(text[0])) return false;
        var end = NameEnd(text);
        if (end == MaxName || IsActive(text[..end])) return true;
        if (IsAutolink(text[..end])) return false;
        if (end == text.Length || !IsGap(text[end])) return false;
        end = GapEnd(text, end);
        return end < text.Length && text[end] != '>';
    }

    // True if more text could make it a tag, or none.
    private bool IsOpen(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return true;
        if (!_onlyLoading || !char.IsAsciiLetter(text[0])) return false;
        var end = NameEnd(text);
        if (end == MaxName) return false;
        if (end == text.Length) return true;
        return IsGap(text[end]) && GapEnd(text, end) == text.Length;
    }

    private static int NameEnd(ReadOnlySpan<char> text)
    {
        var name = text[..Math.Min(MaxName, text.Length)];
        var end = name.IndexOfAnyExcept(NameChars);
        return end < 0 ? name.Length : end;
    }

    private static int GapEnd(ReadOnlySpan<char> text, int at)
    {
        var most = Math.Min(text.Length, at + MaxGap);
        while (at < most && IsGap(text[at])) at++;
        return at;
    }

    private static bool IsGap(char c) => c <= ' ' || c == '/';

    // <https://…>: no Markdown takes a name with a colon for a tag.
    private static bool IsAutolink(ReadOnlySpan<char> name) => name.Equals("https:", StringComparison.OrdinalIgnoreCase) || name.Equals("http:", StringComparison.OrdinalIgnoreCase);

    private static bool IsActive(ReadOnlySpan<char> name) =>
        name.Equals("script", StringComparison.OrdinalIgnoreCase) || name.Equals("style", StringComparison.OrdinalIgnoreCase)
        || name.Equals("svg", StringComparison.OrdinalIgnoreCase) || name.Equals("math", StringComparison.OrdinalIgnoreCase);
}
