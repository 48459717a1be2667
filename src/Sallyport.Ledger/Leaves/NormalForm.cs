using System.Buffers;
using System.Text;

namespace Sallyport.Ledger.Leaves;

/// <summary>Unicode normal form C (UAX 15) as of Unicode 14.0; characters assigned later are left as they are.</summary>
/// <remarks>Own code because the product runs without ICU: there the framework's <c>Normalize</c> returns its input and <c>IsNormalized</c> always says yes.</remarks>
internal static class NormalForm
{
    /// <summary>Below this every character is its own normal form and changes nothing beside it.</summary>
    public const int FirstActive = 0x300;

    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, HangulCount = LeadCount * VowelCount * TailCount;

    /// <summary>Whether the text is its own normal form. Allocates only if a character could combine with the one before it.</summary>
    /// <param name="utf8">Valid UTF-8, no escapes.</param>
    public static bool IsNormal(ReadOnlySpan<byte> utf8)
    {
        int last = 0;
        for (var at = 0; at < utf8.Length;)
        {
            if (utf8[at] < 0xCC) // UTF-8 of U+0300 begins with CC
            {
                at++;
                last = 0;
                continue;
            }

            _ = Rune.DecodeFromUtf8(utf8[at..], out var rune, out var taken);
            at += taken;
            var traits = NormalFormTable.TraitsOf(rune.Value);
            var order = traits & NormalFormTable.ClassMask;
            if ((traits & NormalFormTable.Uncertain) != 0 || (order != 0 && order < last))
            {
                var text = Encoding.UTF8.GetString(utf8);
                return string.Equals(Normalize(text), text, StringComparison.Ordinal);
            }

            last = order;
        }

        return true;
    }

    /// <summary>The normal form. Lone surrogates stay as they are.</summary>
    public static string Normalize(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyExceptInRange('\0', (char)(FirstActive - 1)) < 0) return text.ToString();

        var points = new List<int>(text.Length + 16);
        for (var at = 0; at < text.Length;)
        {
            var whole = Rune.DecodeFromUtf16(text[at..], out var rune, out var taken) == OperationStatus.Done;
            Decompose(whole ? rune.Value : text[at], points);
            at += taken;
        }

        Reorder(points);
        Compose(points);

        var result = new StringBuilder(text.Length);
        foreach (var point in points)
        {
            if (Rune.TryCreate(point, out var rune)) result.Append(rune);
            else result.Append((char)point);
        }

        return result.ToString();
    }

    private static void Decompose(int point, List<int> points)
    {
        if (point is >= HangulBase and < HangulBase + HangulCount)
        {
            var (syllable, tail) = Math.DivRem(point - HangulBase, TailCount);
            points.Add(LeadBase + (syllable / VowelCount));
            points.Add(VowelBase + (syllable % VowelCount));
            if (tail > 0) points.Add(TailBase + tail);
        }
        else if (NormalFormTable.TryDecompose(point, out var first, out var second))
        {
            Decompose(first, points);
            if (second != 0) Decompose(second, points);
        }
        else
        {
            points.Add(point);
        }
    }

    /// <summary>Puts each run of marks into the order of their classes. Sorts rather than inserts: a long run of marks must not cost its square.</summary>
    private static void Reorder(List<int> points)
    {
        for (var at = 0; at < points.Count; at++)
        {
            if (NormalFormTable.ClassOf(points[at]) == 0) continue;
            var end = at + 1;
            while (end < points.Count && NormalFormTable.ClassOf(points[end]) != 0) end++;
            if (end - at > 1)
            {
                var sorted = points[at..end].OrderBy(NormalFormTable.ClassOf).ToArray(); // stable
                for (var i = 0; i < sorted.Length; i++) points[at + i] = sorted[i];
            }

            at = end;
        }
    }

    private static void Compose(List<int> points)
    {
        int starter = -1, kept = 0, lastClass = 0;
        for (var at = 0; at < points.Count; at++)
        {
            var point = points[at];
            var order = NormalFormTable.ClassOf(point);
            var adjacent = starter == kept - 1;
            if (starter >= 0 && (adjacent || (lastClass != 0 && lastClass < order)) && TryCompose(points[starter], point, out var composed))
            {
                points[starter] = composed;
                continue;
            }

            if (order == 0) starter = kept;
            lastClass = order;
            points[kept++] = point;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static bool TryCompose(int first, int second, out int composed)
    {
        if (first is >= LeadBase and < LeadBase + LeadCount && second is >= VowelBase and < VowelBase + VowelCount)
        {
            composed = HangulBase + (((first - LeadBase) * VowelCount) + second - VowelBase) * TailCount;
            return true;
        }

        if (first is >= HangulBase and < HangulBase + HangulCount && (first - HangulBase) % TailCount == 0 && second is > TailBase and < TailBase + TailCount)
        {
            composed = first + second - TailBase;
            return true;
        }

        return NormalFormTable.TryCompose(first, second, out composed);
    }
}
