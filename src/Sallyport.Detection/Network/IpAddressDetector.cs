using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Network;

/// <summary>IPv4 and IPv6 addresses, public, private and link-local alike.</summary>
/// <remarks>Not loopback or unspecified addresses and not netmasks; not four-part version numbers (<c>v1.2.3.4</c>, <c>version 1.2.3.4</c>); not times or MAC addresses.</remarks>
public sealed class IpAddressDetector : AnchoredDetector
{
    private const ushort Public = 0, Private = 1, LinkLocal = 2;
    private const int MaxV6 = 46, MaxZone = 16, MaxPrefix = 4;
    private static readonly SearchValues<char> V6Chars = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly SearchValues<char> TailChars = SearchValues.Create("0123456789abcdefABCDEF:.%");
    private static readonly ContextWords Versions = new(12, "version", "ver", "v", "release", "build", "firmware", "rev", "revision");

    /// <inheritdoc/>
    public override string Id => "ip-address";

    /// <inheritdoc/>
    public override string Label => "IP";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } = ["public-ip", "private-ip", "link-local-ip"];

    /// <inheritdoc/>
    public override int Reach => LookBehind + MaxV6 + MaxZone + MaxPrefix + 3;

    /// <inheritdoc/>
    public override int LookBehind => Versions.LookBehind;

    internal override Anchors Anchors => Anchors.Number | Anchors.Colon;

    internal override int MinDigits => 4;

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        if (run.Dots < 3) return;
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End))
        {
            if (TryV4(text, at, out var end) && IsAlone(text, at, end) && !IsUninteresting(text[at..end]) && !IsVersion(text, at))
                findings.Add(at, PrefixEnd(text, end, 32) - at, Confidence.Likely, KindOf(text[at..end]));
        }
    }

    internal override void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        // 1. Only the first colon of an address leads on.
        var start = at;
        while (start > 0 && at - start <= 4 && char.IsAsciiHexDigit(text[start - 1])) start--;
        if (at - start > 4 || text.CharAt(start - 1) is ':' or '.' or '-' || text.IsWordAt(start - 1)) return;
        if (start == at && text.CharAt(at + 1) != ':') return;

        // 2. Everything an address can be written with, and no more.
        var rest = text[start..Math.Min(text.Length, start + MaxV6 + 1)];
        var length = rest.IndexOfAnyExcept(V6Chars);
        if (length < 0) length = rest.Length;
        if (length > MaxV6) return;
        while (length > 0 && rest[length - 1] is '.' or ':' && !(length >= 2 && rest[length - 2] == ':')) length--;
        if (length < 3 || text.IsWordAt(start + length) || !IsV6(rest[..length])) return;

        var end = start + length;
        var kind = KindOfV6(text[start..end]);
        if (text.CharAt(end) == '%') end = ZoneEnd(text, end);
        findings.Add(start, PrefixEnd(text, end, 128) - start, Confidence.Likely, kind);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        // A hyphen may begin the rest of a version (1.2.3.4-beta). A zone may follow a percent sign; it may hold letters that an address may not.
        if (text.Length > 1 && text[^1] == '-' && char.IsAsciiDigit(text[^2])) return text[..^1].TrailingRun(TailChars, MaxV6 + 2);
        var slash = text.Length;
        while (slash > 0 && text.Length - slash < MaxPrefix && (char.IsAsciiDigit(text[slash - 1]) || text[slash - 1] is '.' or '-')) slash--;
        if (text.CharAt(slash - 1) == '/') return OpenFrom(text[..(slash - 1)]);
        var open = text.TrailingRun(TailChars, MaxV6 + 2);
        var zone = text.Length;
        while (zone > 0 && text.Length - zone <= MaxZone && char.IsAsciiLetterOrDigit(text[zone - 1])) zone--;
        if (text.CharAt(zone - 1) == '%') open = text[..zone].TrailingRun(TailChars, MaxV6 + 2);
        return open;
    }

    // The length of a network's prefix: 10.0.0.0/8
    private static int PrefixEnd(ReadOnlySpan<char> text, int end, int most)
    {
        if (text.CharAt(end) != '/') return end;
        var last = Math.Min(text.SkipDigits(end + 1), end + MaxPrefix + 1);
        var length = 0;
        for (var i = end + 1; i < last; i++) length = (length * 10) + text[i] - '0';
        return last - end is 2 or 3 or 4 && length <= most && !text.IsWordAt(last) && text.CharAt(last) is not ('/' or '-') && !(text.CharAt(last) == '.' && text.IsWordAt(last + 1)) ? last : end;
    }

    private static ushort KindOf(ReadOnlySpan<char> address)
    {
        if (address.StartsWith("10.") || address.StartsWith("192.168.")) return Private;
        if (address.StartsWith("169.254.")) return LinkLocal;
        return address.StartsWith("172.") && address.Length > 6 && address[6] == '.' && int.Parse(address.Slice(4, 2), System.Globalization.CultureInfo.InvariantCulture) is >= 16 and <= 31 ? Private : Public;
    }

    private static ushort KindOfV6(ReadOnlySpan<char> address)
    {
        if (address.StartsWith("fd", StringComparison.OrdinalIgnoreCase) || address.StartsWith("fc", StringComparison.OrdinalIgnoreCase)) return Private;
        return address.StartsWith("fe8", StringComparison.OrdinalIgnoreCase) || address.StartsWith("fe9", StringComparison.OrdinalIgnoreCase) ? LinkLocal : Public;
    }

    private static int ZoneEnd(ReadOnlySpan<char> text, int percent)
    {
        var end = percent + 1;
        while (end < text.Length && end - percent <= MaxZone && char.IsAsciiLetterOrDigit(text[end])) end++;
        return end == percent + 1 ? percent : end;
    }

    private static bool TryV4(ReadOnlySpan<char> text, int at, out int end)
    {
        end = at;
        for (var part = 0; part < 4; part++)
        {
            int value = 0, from = end;
            while (end - from < 4 && text.IsDigitAt(end)) value = (value * 10) + text[end++] - '0';
            if (end == from || value > 255 || end - from > 3 || (end - from > 1 && text[from] == '0')) return false;
            if (part == 3) return true;
            if (text.CharAt(end) != '.') return false;
            end++;
        }

        return false;
    }

    private static bool IsAlone(ReadOnlySpan<char> text, int at, int end)
    {
        if (text.IsWordAt(at - 1) || (text.CharAt(at - 1) is '.' or '-' && text.IsWordAt(at - 2))) return false;
        return !text.IsWordAt(end) && !(text.CharAt(end) == '.' && text.IsWordAt(end + 1)) && !(text.CharAt(end) == '-' && text.IsLetterAt(end + 1));
    }

    private static bool IsUninteresting(ReadOnlySpan<char> address) =>
        address.StartsWith("127.") || address.SequenceEqual("0.0.0.0") || address.StartsWith("255.");

    private static bool IsVersion(ReadOnlySpan<char> text, int at) => Versions.Precede(text, at);

    private static bool IsV6(ReadOnlySpan<char> s)
    {
        int groups = 0, digits = 0, compressed = -1, longest = 0;
        for (var i = 0; i < s.Length;)
        {
            if (s[i] == ':')
            {
                if (i + 1 < s.Length && s[i + 1] == ':')
                {
                    if (compressed >= 0) return false;
                    compressed = groups;
                    i += 2;
                    if (i < s.Length && s[i] == ':') return false;
                    continue;
                }

                if (i == 0 || i + 1 == s.Length) return false;
                i++;
            }

            var from = i;
            while (i < s.Length && char.IsAsciiHexDigit(s[i])) i++;
            if (i < s.Length && s[i] == '.')
            {
                if (!TryV4(s, from, out var end) || end != s.Length) return false;
                groups += 2;
                digits += 4;
                longest = 4;
                break;
            }

            if (i - from is 0 or > 4) return false;
            groups++;
            longest = Math.Max(longest, i - from);
            for (var k = from; k < i; k++) digits += char.IsAsciiDigit(s[k]) ? 1 : 0;
        }

        if (compressed < 0) return groups == 8 && digits > 0;

        // Slices (1::2), scopes (abc::def) and loopback (::1) have the form but are not addresses worth hiding.
        return groups is >= 2 and <= 7 && digits > 0 && longest >= 3;
    }
}
