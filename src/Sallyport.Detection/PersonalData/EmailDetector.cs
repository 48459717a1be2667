using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData;

/// <summary>Mail addresses: up to 64 chars, an at sign, a dotted domain whose last label is letters or punycode.</summary>
/// <remarks>Not the <c>user:password@host</c> of a URL, not <c>git@host:path</c>, not the <c>ssh user@host</c> of a command, not file names such as <c>logo@2x.png</c>.</remarks>
public sealed class EmailDetector : AnchoredDetector
{
    private const int MaxLocal = 64, MaxDomain = 190, MaxUserInfo = 64;
    private const string LocalSymbols = "._%+-'&~";
    private static readonly ContextWords Logins = new(24, "ssh", "scp", "sftp", "rsync", "mosh", "ssh-copy-id");
    private static readonly string[] FileEndings = ["png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "mjs", "ts", "json", "html", "md", "py"];

    /// <inheritdoc/>
    public override string Id => "email";

    /// <inheritdoc/>
    public override string Label => "EMAIL";

    /// <inheritdoc/>
    public override int Reach => LookBehind + MaxLocal + 1 + MaxDomain + 2;

    /// <inheritdoc/>
    public override int LookBehind => Math.Max(MaxUserInfo + 3, Logins.LookBehind + 1);

    internal override Anchors Anchors => Anchors.At;

    internal override void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        var end = DomainEnd(text, at + 1);
        if (end < 0) return;

        var start = at;
        while (start > 0 && at - start < MaxLocal && IsLocal(text[start - 1])) start--;
        while (start < at && !IsLocalStart(text[start])) start++;
        if (start == at || text[at - 1] == '.' || IsUserInfo(text, start)) return;
        if (text.CharAt(end) == ':' && text[start..at].Equals("git", StringComparison.OrdinalIgnoreCase)) return;
        if (Logins.Precede(text, start)) return;
        findings.Add(start, end - start, Confidence.Certain);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        var least = Math.Max(0, text.Length - MaxLocal - MaxDomain - 3);
        var from = text.Length;
        while (from > least && (IsLocal(text[from - 1]) || text[from - 1] == '@')) from--;
        if (from < text.Length - MaxLocal && !text[from..].Contains('@')) from = text.Length - MaxLocal;
        return from;
    }

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || LocalSymbols.Contains(c) || (c >= 0x80 && char.IsLetterOrDigit(c));

    private static bool IsLocalStart(char c) => char.IsLetterOrDigit(c) || c is '_' or '+';

    // The end of the longest dotted name whose last label could be a top-level domain; -1 if there is none.
    private static int DomainEnd(ReadOnlySpan<char> text, int start)
    {
        int end = -1, label = start;
        var most = Math.Min(text.Length, start + MaxDomain);
        var at = start;
        while (at < most)
        {
            while (at < most && (char.IsLetterOrDigit(text[at]) || text[at] is '-' or '_')) at++;
            if (at == label) break;
            if (label > start && IsTopLevel(text[label..at])) end = at;
            if (at >= most || text[at] != '.') break;
            label = ++at;
        }

        return end > 0 && IsFileEnding(text[..end]) ? -1 : end;
    }

    private static bool IsTopLevel(ReadOnlySpan<char> label)
    {
        if (label.Length is < 2 or > 63) return false;
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return label.Length > 4;
        foreach (var c in label)
        {
            if (!char.IsLetter(c)) return false;
        }

        return true;
    }

    private static bool IsFileEnding(ReadOnlySpan<char> domain)
    {
        var last = domain[(domain.LastIndexOf('.') + 1)..];
        foreach (var ending in FileEndings)
        {
            if (last.Equals(ending, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool IsUserInfo(ReadOnlySpan<char> text, int start)
    {
        var least = Math.Max(0, start - MaxUserInfo);
        for (var i = start - 1; i > least; i--)
        {
            if (text[i] == '/') return text[i - 1] == '/';
            if (text[i] <= ' ' || text[i] is '"' or '\'' or ',' or ';' or '<' or '>' or '(' or ')') return false;
        }

        return false;
    }
}
