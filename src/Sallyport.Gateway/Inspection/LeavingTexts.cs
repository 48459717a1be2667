using System.Text;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>Puts the texts of a request together as they leave: every edit applied, also one that begins before a text and reaches into it.</summary>
/// <remarks>For other eyes than the upstream's, so it takes nothing for granted about the order of texts and edits: what an edit covers is never shown.</remarks>
internal static class LeavingTexts
{
    /// <param name="most">Characters after which it stops, beyond the text that reaches them.</param>
    public static List<(SegmentRole Role, string Text)> Of(ReadOnlySpan<TextSegment> segments, ReadOnlySpan<byte> body, IReadOnlyList<Edit> edits, int most)
    {
        var ordered = edits.OrderBy(e => e.Start).ThenBy(e => e.Length).ToArray();
        var reach = new int[ordered.Length + 1]; // how far everything before reaches
        for (var i = 0; i < ordered.Length; i++) reach[i + 1] = Math.Max(reach[i], ordered[i].Start + ordered[i].Length);

        var texts = new List<(SegmentRole, string)>();
        var length = 0;
        foreach (ref readonly var segment in segments)
        {
            if (segment is not { Kind: SegmentKind.Text or SegmentKind.JsonText, Length: > 0 }) continue;
            var (end, next) = (segment.Start + segment.Length, FirstFrom(ordered, segment.Start));
            var at = Math.Max(segment.Start, reach[next]);
            if (at > end) continue; // replaced as a whole
            var text = new StringBuilder();
            for (; next < ordered.Length && ordered[next].Start < end; next++)
            {
                if (ordered[next].Start >= at)
                {
                    CompleteAnswer.AppendDecoded(body[at..ordered[next].Start], text);
                    text.Append(ordered[next].Text);
                }

                at = Math.Max(at, ordered[next].Start + ordered[next].Length);
            }

            if (at < end) CompleteAnswer.AppendDecoded(body[at..end], text);
            if (text.Length > 0) texts.Add((segment.Role, text.ToString()));
            if ((length += text.Length) > most) break;
        }

        return texts;
    }

    private static int FirstFrom(Edit[] ordered, int start)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ordered[middle].Start < start) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
