using System.Runtime.InteropServices;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>Inspects a whole answer: masks what the guardrails find and puts back what the request had taken out.</summary>
internal static class AnswerEdits
{
    /// <summary>Finds the edits that an answer needs.</summary>
    /// <returns>Null, or the rejection that takes the answer's place.</returns>
    public static Rejection? Find(ReadOnlySpan<byte> body, List<TextSegment> segmentList, AnswerContext context, TextScan scan, List<Edit> edits)
    {
        var segments = CollectionsMarshal.AsSpan(segmentList);
        scan.Load(body, segments);
        scan.Run(context.Policy, "response", context.Findings);
        if (Mask(body, segments, scan, edits) is { } blocked) return blocked;
        foreach (var guard in context.Guards)
        {
            if (guard.SparesSent)
            {
                if (Spare(body, segments, context, guard, scan, edits) is { } foreign) return foreign;
                continue;
            }

            scan.Run(guard, "response", context.Findings, segments);
            if (Mask(body, segments, scan, edits) is { } guarded) return guarded;
        }

        if (context.Placeholders.Count > 0) FindPlaceholders(body, segments, context, scan, edits);
        if (edits.Count > 1 && (context.Placeholders.Count > 0 || context.Guards.Count > 0)) edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        return null;
    }

    // The same parts as in a stream: which findings meet decides what is compared with what was sent.
    private static Rejection? Spare(ReadOnlySpan<byte> body, ReadOnlySpan<TextSegment> segments, AnswerContext context, InspectionPolicy guard, TextScan scan, List<Edit> edits)
    {
        foreach (var part in (ReadOnlySpan<InspectionPolicy>)[guard.Blocking, guard.Masking, guard.Watched])
        {
            if (part.Rules.Count == 0) continue;
            scan.RunUnited(part, context);
            if (Mask(body, segments, scan, edits) is { } blocked) return blocked;
        }

        return null;
    }

    private static Rejection? Mask(ReadOnlySpan<byte> body, ReadOnlySpan<TextSegment> segments, TextScan scan, List<Edit> edits)
    {
        foreach (ref readonly var hit in scan.Hits)
        {
            if (hit.Rule.Action == GuardrailAction.Block) return Rejection.OutputBlocked(hit.Rule.Guardrail, hit.Rule.Detector);
            ref readonly var segment = ref segments[hit.Segment];
            if (segment.Kind == SegmentKind.Protected) return Rejection.OutputBlocked(hit.Rule.Guardrail, hit.Rule.Detector);
            Add(body, segment, hit.Start - scan.StartOf(hit.Segment), hit.Length, hit.Rule.Redaction, 1, edits);
        }

        return null;
    }

    private static void FindPlaceholders(ReadOnlySpan<byte> body, ReadOnlySpan<TextSegment> segments, AnswerContext context, TextScan scan, List<Edit> edits)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            ref readonly var segment = ref segments[i];
            if (segment.Kind is SegmentKind.Media or SegmentKind.Protected or SegmentKind.Number) continue;
            var text = scan.TextOf(i);
            for (var at = 0; context.Placeholders.TryFind(text, at, out var start, out var length, out var value); at = start + length)
            {
                if (!context.MayRestore(value, segment)) continue;
                Add(body, segment, start, length, value, context.LevelsOf(segment), edits);
                context.Restored++;
            }
        }
    }

    private static void Add(ReadOnlySpan<byte> body, in TextSegment segment, int start, int length, string text, int levels, List<Edit> edits)
    {
        var content = body.Slice(segment.Start, segment.Length);
        var decode = TextScan.LevelsOf(segment);
        if (segment.Kind == SegmentKind.Number)
        {
            edits.Add(new Edit(segment.Start, segment.Length, "\"" + text + "\"", 0));
            return;
        }

        var first = SegmentText.ByteOffset(content, decode, start);
        var last = SegmentText.ByteOffset(content, decode, start + length);
        edits.Add(new Edit(segment.Start + first, last - first, text, levels));
    }
}
