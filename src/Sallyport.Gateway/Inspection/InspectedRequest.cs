using System.Runtime.InteropServices;
using Sallyport.Detection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>A request whose every text was inspected. The only way to make one is to inspect: the forwarder takes nothing else.</summary>
internal sealed class InspectedRequest
{
    private readonly RequestBody _body;
    private readonly List<Edit> _edits = [];

    private InspectedRequest(RequestBody body, PlaceholderMap placeholders, FindingTally findings) => (_body, Placeholders, Findings) = (body, placeholders, findings);

    public RequestFacts Facts => _body.Facts;

    /// <summary>What was taken out, to be put back into the answer.</summary>
    public PlaceholderMap Placeholders { get; }

    public FindingTally Findings { get; }

    /// <summary>Positions let pass without inspection, by capability.</summary>
    public IReadOnlyList<string> Unscanned { get; private set; } = [];

    /// <summary>The masked body's parts, for surfaces that build the upstream's body themselves.</summary>
    public RequestBody Body => _body;

    public IReadOnlyList<Edit> Edits => _edits;

    /// <summary>Runs the guardrails over every text of a request.</summary>
    public static Outcome<InspectedRequest> Inspect(RequestBody body, InspectionPolicy policy, PlaceholderMap placeholders)
    {
        if (body.Facts.Unscannable is { } what) return Rejection.Unscannable(what);
        var request = new InspectedRequest(body, placeholders, new FindingTally());
        var segments = CollectionsMarshal.AsSpan(body.Segments);
        if (segments.IsEmpty) return request;

        var scan = body.Scan;
        scan.Load(body.Bytes.Span, segments);
        scan.Run(policy, "request", request.Findings);
        if (body.Facts.Needs.HasFlag(Capabilities.Media)) request.Unscanned = ["media"]; // bytes here, behind an address, or in the answer

        foreach (ref readonly var hit in scan.Hits)
        {
            if (hit.Rule.Action == GuardrailAction.Block) return Rejection.GuardrailBlocked(hit.Rule.Guardrail, hit.Rule.Detector);
            ref readonly var segment = ref segments[hit.Segment];
            if (segment.Kind == SegmentKind.Protected) return Rejection.ProtectedContent(hit.Rule.Detector);
            request.Mask(segment, hit, scan);
        }

        return request;
    }

    private void Mask(in TextSegment segment, in TextScan.Hit hit, TextScan scan)
    {
        var content = _body.Bytes.Span.Slice(segment.Start, segment.Length);
        var levels = TextScan.LevelsOf(segment);
        var first = SegmentText.ByteOffset(content, levels, hit.Start - scan.StartOf(hit.Segment));
        var last = SegmentText.ByteOffset(content, levels, hit.Start + hit.Length - scan.StartOf(hit.Segment));

        // A constant label could make two names of one object equal, so names always get a placeholder of their own.
        var text = hit.Rule.Action == GuardrailAction.Pseudonymize || segment.Kind == SegmentKind.Name
            ? Placeholders.PlaceholderFor(hit.Rule.Label, scan.Text.Slice(hit.Start, hit.Length), scan.Text)
            : hit.Rule.Redaction;
        if (segment.Kind == SegmentKind.Number) _edits.Add(new Edit(segment.Start, segment.Length, "\"" + text + "\"", 0));
        else _edits.Add(new Edit(segment.Start + first, last - first, text, 1));
    }
}
