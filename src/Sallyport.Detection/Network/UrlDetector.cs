using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Network;

/// <summary>Web addresses: http, https, ftp and the like with a dotted host; www names; bare domain names whose last label is little else.</summary>
/// <remarks>Not file names, namespaces or members in code; not local hosts; not the domain of a mail address; not reference works, standards and shared code (<see cref="PublicHosts"/>). An address of more than 2,048 chars is found up to there.</remarks>
public sealed class UrlDetector : AnchoredDetector
{
    private const int MaxUrl = 2_048, MaxHost = 190, MaxLabel = 63, MaxScheme = 8;
    private static readonly SearchValues<char> UrlChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&()*+,;=%'");
    private static readonly WordTable Schemes = new((1, "http https ftp ftps sftp ws wss"));

    private static readonly ContextWords Context = new(
        24, "visit", "website", "websites", "site", "domain", "domains", "url", "link", "homepage", "web", "webpage", "portal", "profile", "blog", "browse", "goto", "go to", "check out", "webseite", "página", "sitio", "sito", "strona");

    private static readonly ContextWords Logins = new(48, "ssh", "scp", "sftp", "rsync", "mosh");

    /// <inheritdoc/>
    public override string Id => "url";

    /// <inheritdoc/>
    public override string Label => "URL";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } = ["url", "domain"];

    /// <inheritdoc/>
    public override int Reach => LookBehind + MaxUrl + 2;

    /// <inheritdoc/>
    public override int LookBehind => Logins.LookBehind + 2;

    internal override Anchors Anchors => Anchors.Colon | Anchors.Dot;

    internal override void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        if (text[at] == '.') AtDot(text, at, ref findings);
        else if (text.CharAt(at + 1) == '/' && text.CharAt(at + 2) == '/') AtScheme(text, at, ref findings);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        // 1. A host, or the front of a scheme, that is still being written.
        var open = text.Length;
        var least = Math.Max(0, text.Length - MaxHost - MaxScheme);
        while (open > least && IsHostChar(text[open - 1])) open--;

        // 2. An address whose end has not come.
        var run = text.TrailingRun(UrlChars, MaxUrl + MaxScheme);
        var tail = text[run..];
        var mark = tail.IndexOf("://");
        if (mark < 0) mark = tail.IndexOfAny(':', '/');
        if (mark < 0) return open;
        mark += run;
        while (mark > 0 && run - mark < MaxHost && IsHostChar(text[mark - 1])) mark--;
        return Math.Min(open, mark);
    }

    private static void AtScheme(ReadOnlySpan<char> text, int colon, ref FindingSink findings)
    {
        var start = colon;
        while (start > 0 && colon - start <= MaxScheme && char.IsAsciiLetter(text[start - 1])) start--;
        if (!Schemes.Contains(text[start..colon]) || text.IsWordAt(start - 1)) return;
        var host = colon + 3;
        var end = UrlEnd(text, host, start);
        var hostEnd = host;
        while (hostEnd < end && text[hostEnd] is not ('/' or '?' or '#')) hostEnd++;
        var name = text[host..hostEnd];
        var user = name.LastIndexOf('@');
        if (user >= 0) name = name[(user + 1)..];
        var dot = name.IndexOf('.');
        if (name.StartsWith("127.") || (name.IsEmpty || name[0] != '[') && (dot <= 0 || dot == name.Length - 1)) return;
        var port = name.LastIndexOf(':');
        if (port > 0 && name[0] != '[') name = name[..port];
        if (PublicHosts.NamesNobody(name, text[hostEnd..end])) return;
        findings.Add(start, end - start, Confidence.Certain);
    }

    private static void AtDot(ReadOnlySpan<char> text, int dot, ref FindingSink findings)
    {
        // 1. The first label, with nothing before it that would make it part of something else.
        if (!IsHostChar(text.CharAt(dot + 1)) || text[dot + 1] == '.' || dot == 0 || !char.IsAsciiLetterOrDigit(text[dot - 1])) return;
        var start = dot;
        while (start > 0 && dot - start <= MaxLabel && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] == '-')) start--;
        if (dot - start is < 2 or > MaxLabel || text[start] == '-') return;
        var before = text.CharAt(start - 1);
        if (before is '.' or '/' or '\\' or '_' or '$' or '%' or '&' or '#' or '{' or '<' or '~' || char.IsLetter(before)) return;
        if (before == '@' && !Logins.Precede(text, start)) return;

        // 2. The other labels; the last decides.
        int label = dot + 1, end = label, labels = 1;
        while (end - start < MaxHost)
        {
            while (end < text.Length && end - label <= MaxLabel && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-')) end++;
            if (end == label) return;
            labels++;
            if (text.CharAt(end) != '.' || !char.IsAsciiLetterOrDigit(text.CharAt(end + 1))) break;
            label = ++end;
        }

        var kind = TopLevelDomains.All[text[label..end]];
        var www = labels > 2 && dot - start == 3 && text[start..dot].Equals("www", StringComparison.OrdinalIgnoreCase);
        if ((kind == 0 && !www) || text.IsWordAt(end) || text.CharAt(end) is '(' or '@' or '=' or '[' or '{' || text[end - 1] == '-') return;

        // 3. Enough to be sure of.
        var path = text.CharAt(end) == '/' && IsHostChar(text.CharAt(end + 1));
        if (!www)
        {
            if (char.IsAsciiLetterUpper(text[label])) return;
            if (labels == 2 && TopLevelDomains.NotHosts.Contains(text[start..dot])) return;
            if (kind == TopLevelDomains.Shared && !path && !Context.Precede(text, start)) return;
        }

        var over = text.CharAt(end) is '/' or '?' or '#' || (text.CharAt(end) == ':' && text.IsDigitAt(end + 1)) ? UrlEnd(text, end, start) : end;
        if (PublicHosts.NamesNobody(text[start..end], path ? text[end..over] : default)) return;
        findings.Add(start, over - start, www ? Confidence.Certain : Confidence.Likely, (ushort)(over > end ? 0 : 1));
    }

    // The last char that belongs: closing punctuation does not, nor a parenthesis that was opened before.
    private static int UrlEnd(ReadOnlySpan<char> text, int from, int start)
    {
        var rest = text[from..Math.Min(text.Length, start + MaxUrl)];
        var length = rest.IndexOfAnyExcept(UrlChars);
        if (length < 0) length = rest.Length;
        while (length > 0)
        {
            var last = rest[length - 1];
            if (last is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '[' or '(') length--;
            else if ((last == ')' && rest[..length].Count(')') > rest[..length].Count('(')) || (last == ']' && !rest[..length].Contains('['))) length--;
            else break;
        }

        var markdown = rest[..length].IndexOf("](");
        return from + (markdown > 0 ? markdown : length);
    }

    private static bool IsHostChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.';
}
