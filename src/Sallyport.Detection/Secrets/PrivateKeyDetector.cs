using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>PEM, OpenSSH and PGP private key blocks, from BEGIN to END, also with line ends escaped as in JSON.</summary>
/// <remarks>
/// A block that never ends is a finding up to its last line that looks like key material. A line of prose, another BEGIN or
/// 16,384 chars end the search for END. A header without sixteen chars of a key below is no finding.
/// </remarks>
public sealed class PrivateKeyDetector : AnchoredDetector
{
    private const int MaxHeader = 64, MaxBlock = 16_384;
    private const string Begin = "-----BEGIN ", End = "-----END", Dashes = "-----";
    private static readonly SearchValues<char> LabelChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ");
    private static readonly SearchValues<char> KeyChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\\");

    /// <inheritdoc/>
    public override string Id => "private-key";

    /// <inheritdoc/>
    public override string Label => "PRIVATE_KEY";

    /// <inheritdoc/>
    public override int Reach => MaxBlock + MaxHeader;

    /// <inheritdoc/>
    public override int LookBehind => 1;

    internal override IReadOnlyList<string> Literals { get; } = [Begin];

    internal override void AtLiteral(ReadOnlySpan<char> text, int at, string literal, int index, ref FindingSink findings)
    {
        if (TryRead(text, at, out var end, out _) && HoldsKey(text[at..end])) findings.Add(at, end - at, Confidence.Certain);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        // 1. The last block, if its end is not in sight. Earlier ones end where it begins.
        var least = Math.Max(0, text.Length - MaxBlock);
        var last = text[least..].LastIndexOf(Begin);
        if (last >= 0)
        {
            _ = TryRead(text, least + last, out _, out var open);
            if (open) return least + last;
        }

        // 2. The front of a BEGIN.
        for (var length = Math.Min(Begin.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(Begin.AsSpan(0, length))) return text.Length - length;
        }

        return text.Length;
    }

    // Code and manuals name the header, and show it with dots or crosses below.
    private static bool HoldsKey(ReadOnlySpan<char> block)
    {
        while (!block.IsEmpty)
        {
            var start = block.IndexOfAny(KeyChars);
            if (start < 0) return false;
            block = block[start..];
            var length = block.IndexOfAnyExcept(KeyChars);
            if (length < 0) length = block.Length;
            if (length >= 16 && Randomness.Entropy(block[..Math.Min(length, 64)]) > 2.5) return true;
            block = block[length..];
        }

        return false;
    }

    /// <param name="open">True if more text could change the answer.</param>
    private static bool TryRead(ReadOnlySpan<char> text, int at, out int end, out bool open)
    {
        end = 0;
        var rest = text[at..Math.Min(text.Length, at + MaxBlock)];
        var whole = rest.Length < MaxBlock;
        if (!TryReadHeader(rest, out var body, out open))
        {
            open &= whole;
            return false;
        }

        var last = body;
        for (var line = body; ;)
        {
            var length = rest[line..].IndexOfAny(LineEnds);
            var marker = (length < 0 ? rest[line..] : rest.Slice(line, length)).IndexOf(Dashes);
            if (marker >= 0)
            {
                if (IsProse(rest.Slice(line, marker))) break;
                end = at + ReadMarker(rest, line + marker, last, out open);
                open &= whole;
                return true;
            }

            if (length < 0)
            {
                // the text or the bound cuts the line: what there is of it counts if it looks like key material
                if (line < rest.Length && !IsProse(rest[line..]) && IsKeyMaterial(rest[line..])) last = rest.Length;
                open = whole && !IsProse(rest[line..]);
                end = at + last;
                return true;
            }

            var content = rest.Slice(line, length);
            if (IsProse(content)) break;
            if (IsKeyMaterial(content)) last = line + length;
            line += length + 1;
            if (rest[line - 1] == '\\' && line < rest.Length && rest[line] is 'n' or 'r' or 't') line++;
        }

        end = at + last;
        open = false;
        return true;
    }

    private static bool TryReadHeader(ReadOnlySpan<char> rest, out int body, out bool open)
    {
        body = 0;
        var label = rest[Begin.Length..Math.Min(rest.Length, MaxHeader)];
        var length = label.IndexOfAnyExcept(LabelChars);
        open = length < 0 && rest.Length < MaxHeader;
        if (length < 0) return false;
        var after = label[length..];
        if (!after.StartsWith(Dashes))
        {
            open = after.Length < Dashes.Length && rest.Length < MaxHeader && Dashes.AsSpan().StartsWith(after);
            return false;
        }

        body = Begin.Length + length + Dashes.Length;
        return label[..length].Contains("PRIVATE KEY", StringComparison.Ordinal);
    }

    // Where the block ends, given five dashes in its body: after an END marker, else at the last key line before another marker.
    private static int ReadMarker(ReadOnlySpan<char> rest, int marker, int last, out bool open)
    {
        var tail = rest[marker..];
        open = tail.Length < End.Length && End.AsSpan().StartsWith(tail);
        if (!tail.StartsWith(End)) return last;
        var label = tail[End.Length..Math.Min(tail.Length, MaxHeader)];
        var length = label.IndexOfAnyExcept(LabelChars);
        open = length < 0 && tail.Length < MaxHeader;
        if (length < 0) return marker + Math.Min(tail.Length, MaxHeader);
        var dashes = label[length..];
        var count = dashes[..Math.Min(Dashes.Length, dashes.Length)].IndexOfAnyExcept('-');
        if (count < 0) count = Math.Min(Dashes.Length, dashes.Length);
        open = count < Dashes.Length && marker + End.Length + length + count == rest.Length && tail.Length < MaxHeader;
        return marker + End.Length + length + count;
    }

    // Three short words in a row that are no "Name: value" line.
    private static bool IsProse(ReadOnlySpan<char> line)
    {
        int words = 0, length = 0;
        foreach (var c in line)
        {
            if (c == ':') return false;
            if (c != ' ')
            {
                length++;
                continue;
            }

            words = length is > 0 and < 16 ? words + 1 : 0;
            if (words == 3) return true;
            length = 0;
        }

        return false;
    }

    private static bool IsKeyMaterial(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim(" \t\r\"'>|,");
        return trimmed.Length >= 8 && !trimmed.ContainsAnyExcept(KeyChars);
    }
}
