using System.Buffers;
using System.Collections.Frozen;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Network;

/// <summary>Names of hosts that exist only inside a network: <c>db1.corp</c>, <c>api.svc.cluster.local</c>, <c>ip-10-0-0-1</c>.</summary>
public sealed class InternalHostDetector : AnchoredDetector
{
    private const int MaxHost = 190;
    private static readonly string[] Endings = [".internal", ".local", ".corp", ".lan", ".intranet", ".home.arpa"];
    private static readonly SearchValues<char> HostChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    // Names that code, not people, put before these endings: settings.local, self.internal.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NotHosts = FrozenSet.ToFrozenSet(
        ["this", "self", "env", "settings", "config", "module", "package", "java", "sun", "com", "org", "net", "www", "threading", "appsettings", "compose", "usr", "bin"],
        StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <inheritdoc/>
    public override string Id => "internal-host";

    /// <inheritdoc/>
    public override string Label => "HOST";

    /// <inheritdoc/>
    public override int Reach => MaxHost + 4;

    /// <inheritdoc/>
    public override int LookBehind => 2;

    internal override Anchors Anchors => Anchors.Number;

    internal override int MinDigits => 4;

    internal override IReadOnlyList<string> AnyCaseLiterals => Endings;

    internal override void AtLiteral(ReadOnlySpan<char> text, int at, string literal, int index, ref FindingSink findings)
    {
        var end = at + literal.Length;
        if (IsHostChar(text.CharAt(end)) || (text.CharAt(end) == '.' && text.IsWordAt(end + 1)) || text.CharAt(end) == '(') return;

        var least = Math.Max(0, end - MaxHost);
        var start = at;
        while (start > least && (IsHostChar(text[start - 1]) || text[start - 1] == '.')) start--;
        if (start > 0 && (IsHostChar(text[start - 1]) || text[start - 1] == '.')) return;
        while (start < at && !char.IsAsciiLetterOrDigit(text[start]))
        {
            if (text[start] == '.') return; // ".env.local" is a file
            start++;
        }

        if (start >= at || text[start..end].Contains("..", StringComparison.Ordinal)) return;
        var name = text[start..at];
        var dot = name.IndexOf('.');
        if (NotHosts.Contains(dot < 0 ? name : name[..dot])) return;
        findings.Add(start, end - start, Confidence.Likely);
    }

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        var start = run.Start - 3;
        if (start < 0 || text[run.Start - 1] != '-' || !text.Slice(start, 2).Equals("ip", StringComparison.OrdinalIgnoreCase) || text.IsWordAt(start - 1)) return;
        var end = run.Start;
        for (var part = 0; part < 4; part++)
        {
            var from = end;
            end = text.SkipDigits(from);
            if (end - from is 0 or > 3) return;
            if (part == 3) break;
            if (text.CharAt(end++) != '-') return;
        }

        if (!text.IsWordAt(end)) findings.Add(start, end - start, Confidence.Certain);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text) => text.TrailingRun(HostChars, MaxHost + 2);

    private static bool IsHostChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
