using System.Buffers;
using System.Collections.Frozen;

namespace Sallyport.Detection.Output;

/// <summary>
/// Addresses that a reader's browser could be sent to and whose host is not on a list: absolute addresses anywhere, <c>www.</c> names, and destinations of
/// Markdown links, images and reference definitions, also those that leave the scheme out or hide it.
/// </summary>
/// <remarks>
/// The address is found, not the markup around it, so every markup that needs one (inline, by reference, autolink, <c>src</c>, <c>srcset</c>, <c>url()</c>)
/// loses it alike. Of a longer address the first 2,048 chars are found: without its host the rest leads nowhere.
/// </remarks>
public sealed class LinkDetector : IDetector
{
    private const int MaxAddress = 2_048, MaxAuthority = 256, MaxScheme = 32, MaxHead = 64, MaxGap = 16, MaxSlashes = 8, MaxEntity = 12;

    private static readonly SearchValues<char> Triggers = SearchValues.Create(":(.");
    private static readonly SearchValues<char> Ends = SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(c => (char)c), '<', '>', '"', '`', ')', ']', '\u007f', '\u0085', '\u00a0', '\u2028', '\u2029', '\u3000', '\uffff']);
    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(c => (char)c), '<', '>', '"', '`', ')', ']', '\u007f', '\u0085', '\u00a0', '\u2028', '\u2029', '\u3000', '\uffff', '/', '\\', '?', '#']);
    private static readonly SearchValues<char> HostChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");
    private static readonly SearchValues<char> SchemeChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _allowed;

    /// <param name="allowed">Hosts that may be linked, each with all names under it: <c>example.com</c> allows <c>docs.example.com</c>.</param>
    public LinkDetector(IEnumerable<string> allowed) => _allowed = allowed.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <inheritdoc/>
    public string Id => "link";

    /// <inheritdoc/>
    public string Label => "LINK";

    /// <inheritdoc/>
    public int Reach => MaxAddress + LookBehind;

    /// <inheritdoc/>
    public int LookBehind => MaxScheme + MaxGap + 4;

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
    {
        for (var at = 0; ; at++)
        {
            var gap = text[at..].IndexOfAny(Triggers);
            if (gap < 0) return;
            at += gap;
            var before = at > 0 ? text[at - 1] : '\0';
            if (text[at] == '.') AtDot(text, at, ref findings);
            else if (text[at] == '(')
            {
                if (before == ']') AtDestination(text, at + 1, isReference: false, ref findings);
            }
            else if (before == ']') AtDestination(text, at + 1, isReference: true, ref findings);
            else if (text[at..].StartsWith("://")) AtScheme(text, at, ref findings);
        }
    }

    /// <inheritdoc/>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        var least = Math.Max(0, text.Length - Reach);
        var open = least + text[least..].LastIndexOfAny(Ends) + 1;
        if (open < text.Length) return open;
        while (open > 0 && text.Length - open <= MaxGap && IsGap(text[open - 1])) open--;
        return open > 1 && text[open - 1] is '(' or ':' && text[open - 2] == ']' ? open - 1 : text.Length;
    }

    // scheme://host
    private void AtScheme(ReadOnlySpan<char> text, int colon, ref FindingSink findings)
    {
        var least = Math.Max(0, colon - MaxScheme);
        var start = least + text[least..colon].LastIndexOfAnyExcept(SchemeChars) + 1;
        while (start < colon && !char.IsAsciiLetter(text[start])) start++;
        var host = SkipSlashes(text, colon + 1);
        if (start == colon || host == text.Length || Ends.Contains(text[host])) return;
        if (!IsWeb(text[start..colon]) || !IsAllowed(text, host)) Add(text, start, ref findings);
    }

    // www.host, which many renderers link by themselves
    private void AtDot(ReadOnlySpan<char> text, int dot, ref FindingSink findings)
    {
        var start = dot - 3;
        if (start < 0 || !text[start..dot].Equals("www", StringComparison.OrdinalIgnoreCase)) return;
        if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '/' or '@' or '.' or '-' or '_')) return;
        if (dot + 1 < text.Length && char.IsLetterOrDigit(text[dot + 1]) && !IsAllowed(text, start)) Add(text, start, ref findings);
    }

    // What stands in ](…) or behind ]: and is no plain scheme://host: //host, https:host, javascript:…, data:…, and spellings that only a browser undoes.
    private void AtDestination(ReadOnlySpan<char> text, int from, bool isReference, ref FindingSink findings)
    {
        var start = from;
        while (start < text.Length && start - from < MaxGap && IsGap(text[start])) start++;
        if (start - from == MaxGap)
        {
            findings.Add(from - 1, 1, Confidence.Certain); // as much space as only somebody hiding something leaves: without its sign it is no link
            return;
        }

        var most = Math.Min(text.Length, start + MaxHead);
        for (var at = start; at < most; at++)
        {
            var c = text[at];
            if (c == ':')
            {
                if (!text[(at + 1)..].StartsWith("//") && IsForbidden(text, start, at, isReference)) Add(text, start, ref findings);
                return;
            }

            if (c is '/' or '\\')
            {
                var next = at + 1 < text.Length ? text[at + 1] : '\0';
                var isHidden = c == '\\' && next is ':' or '/' or '\\'; // Markdown drops the backslash before it reads the address
                var leadsAway = at == start && next is '/' or '\\' && !IsAllowed(text, SkipSlashes(text, at));
                if (leadsAway || (isHidden && at > start)) Add(text, start, ref findings);
                if (c == '/' || leadsAway || isHidden) return;
            }
            else if (c == '&' && IsEntity(text, at))
            {
                Add(text, start, ref findings);
                return;
            }
            else if (c is '?' or '#' || Ends.Contains(c)) return;
        }
    }

    private bool IsForbidden(ReadOnlySpan<char> text, int start, int colon, bool isReference)
    {
        var scheme = text[start..colon];
        if (scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase)) return !IsAllowed(text, SkipSlashes(text, colon + 1));
        if (scheme.Equals("mailto", StringComparison.OrdinalIgnoreCase) || scheme.Equals("tel", StringComparison.OrdinalIgnoreCase)) return false;
        return !isReference || IsActive(scheme); // "]: name: value" is how much code looks
    }

    private static bool IsActive(ReadOnlySpan<char> scheme) =>
        scheme.Equals("javascript", StringComparison.OrdinalIgnoreCase) || scheme.Equals("data", StringComparison.OrdinalIgnoreCase) || scheme.Equals("vbscript", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("blob", StringComparison.OrdinalIgnoreCase) || scheme.Equals("file", StringComparison.OrdinalIgnoreCase) || scheme.Equals("filesystem", StringComparison.OrdinalIgnoreCase);

    // http or https, also where it follows other words without a space: "e.g.https".
    private static bool IsWeb(ReadOnlySpan<char> scheme)
    {
        var word = scheme[(scheme.LastIndexOfAny('+', '-', '.') + 1)..];
        return word.Equals("https", StringComparison.OrdinalIgnoreCase) || word.Equals("http", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsEntity(ReadOnlySpan<char> text, int at)
    {
        var rest = text.Slice(at + 1, Math.Min(MaxEntity, text.Length - at - 1));
        if (rest is ['#', ..]) return true;
        var end = 0;
        while (end < rest.Length && char.IsAsciiLetterOrDigit(rest[end])) end++;
        return end > 0 && end < rest.Length && rest[end] == ';';
    }

    private static bool IsGap(char c) => c is <= ' ' or '<';

    private static int SkipSlashes(ReadOnlySpan<char> text, int at)
    {
        var most = Math.Min(text.Length, at + MaxSlashes);
        while (at < most && text[at] is '/' or '\\') at++;
        return at;
    }

    // The host is what a browser makes of it: behind the last @, before the port; a backslash ends it. Any other than plain letters is on no list.
    private bool IsAllowed(ReadOnlySpan<char> text, int at)
    {
        var rest = text.Slice(at, Math.Min(MaxAuthority, text.Length - at));
        var end = rest.IndexOfAny(AuthorityEnds);
        if (end < 0 && rest.Length == MaxAuthority) return false;
        var host = end < 0 ? rest : rest[..end];
        host = host[(host.LastIndexOf('@') + 1)..].TrimEnd(".,;:!*_~'"); // what a sentence puts behind an address
        var port = host.LastIndexOf(':');
        if (port >= 0 && !host[(port + 1)..].ContainsAnyExceptInRange('0', '9')) host = host[..port].TrimEnd('.');
        if (host.IsEmpty || host.ContainsAnyExcept(HostChars)) return false;
        while (!_allowed.Contains(host))
        {
            var dot = host.IndexOf('.');
            if (dot < 0) return false;
            host = host[(dot + 1)..];
        }

        return true;
    }

    private static void Add(ReadOnlySpan<char> text, int start, ref FindingSink findings)
    {
        var rest = text.Slice(start, Math.Min(MaxAddress, text.Length - start));
        var end = rest.IndexOfAny(Ends);
        if (end != 0) findings.Add(start, end < 0 ? rest.Length : end, Confidence.Certain);
    }
}
