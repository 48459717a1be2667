using System.Runtime.InteropServices;
using System.Text;
using Sallyport.Detection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>A request whose every text was inspected. The only way to make one is to inspect: the forwarder takes nothing else.</summary>
internal sealed class InspectedRequest
{
    private const int MaxGaps = 65_536;

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

    /// <summary>Policies beside the rules for answers that the answer must pass.</summary>
    public IReadOnlyList<InspectionPolicy> AnswerGuards { get; private set; } = [];

    /// <summary>The operator's system prompt; null if callers bring their own.</summary>
    public FixedPrompt? Prompt { get; private set; }

    /// <summary>Checks that the answer is the JSON that was asked for; null if nobody does.</summary>
    public AnswerShape? Shape { get; private set; }

    /// <summary>What the caller sent, for rules about answers that spare it; null if there is no such rule.</summary>
    public SentValues? Sent { get; private set; }

    /// <summary>Member that sets Gemini's own filters where the request says nothing of them; null leaves them alone.</summary>
    public string? SafetySettings { get; private set; }

    /// <summary>
    /// Runs the guardrails over every text of a request. 1. May the caller say this at all? 2. Does a text try to take the model over?
    /// 3. What must be masked. 4. What nobody sees, or could be shown as more than text. 5. Marks of our own.
    /// </summary>
    /// <param name="body">The request.</param>
    /// <param name="policy">Rules for requests.</param>
    /// <param name="guards">What is done beside them.</param>
    /// <param name="conversation">What it continues.</param>
    /// <param name="keyId">Whose request it is.</param>
    /// <param name="findings">Where findings are counted, also those that end the exchange.</param>
    public static Outcome<InspectedRequest> Inspect(RequestBody body, InspectionPolicy policy, GuardPolicy guards, Conversation conversation, string keyId, FindingTally findings)
    {
        if (body.Facts.Unscannable is { } what) return Rejection.Unscannable(what);
        var request = new InspectedRequest(body, conversation.Placeholders, findings);
        if (body.Facts.Safety < guards.SafetyFloor) return Rejection.SafetyLowered;
        if (guards.SafetyFloor > SafetyThreshold.None) request.SafetySettings = PromptMarks.SafetySettings(guards.SafetyFloor);
        if (guards.Answer.Rules.Count > 0) request.AnswerGuards = [guards.Answer];
        if (guards.Unsent.Rules.Count > 0) request.AnswerGuards = [.. request.AnswerGuards, guards.Unsent];
        if (guards.Structured is { } structured && body.Facts.AnswerIsJson && body.Reader?.DemandOf(body.Bytes.Span) is { } demand)
        {
            if (structured.Strict && !demand.IsWhole) return Rejection.StructuredOutputUnsupported(structured.Rule.Guardrail);
            request.Shape = new AnswerShape(demand, structured, findings);
        }

        var segments = CollectionsMarshal.AsSpan(body.Segments);
        if (segments.IsEmpty)
        {
            if (guards.Unsent.Rules.Count > 0) request.Sent = SentValues.Of([], guards, conversation.Placeholders);
            if (guards.Fixed is not null) request.Mark(segments, body.Scan, guards, conversation);
            return request;
        }

        if (guards.SystemPrompt is { } rule && HasSystemPrompt(segments))
        {
            request.Findings.Add(rule, "request");
            if (!rule.MonitorOnly) return Rejection.SystemPromptRefused(rule.Guardrail);
        }

        if (guards.Fixed is { Rule: { Action: not GuardrailAction.Allow } caller } && HasSystemPrompt(segments))
        {
            request.Findings.Add(caller, "request");
            if (caller.Action == GuardrailAction.Block) return Rejection.SystemPromptRefused(caller.Guardrail);
        }

        var scan = body.Scan;
        scan.Load(body.Bytes.Span, segments, strip: guards.Invisible is not null);
        if (guards.Injection.Count > 0 && InjectionCheck.Run(scan, segments, guards.Injection, request.Findings, keyId) is { } injected) return injected;

        scan.Run(policy, "request", request.Findings);
        if (body.Facts.Needs.HasFlag(Capabilities.Media)) request.Unscanned = ["media"]; // bytes here, behind an address, or in the answer
        if (request.MaskAll(segments, scan) is { } blocked) return blocked;
        if (guards.Unsent.Rules.Count > 0) request.Sent = SentValues.Of(scan.Text, guards, conversation.Placeholders);
        if (guards.UserText.Rules.Count > 0)
        {
            scan.Run(guards.UserText, "request", request.Findings, segments);
            if (request.MaskAll(segments, scan) is { } escaped) return escaped;
        }

        if (scan.Gaps.Length > 0 && request.Close(segments, scan, guards.Invisible!) is { } hidden) return hidden;
        request.Mark(segments, scan, guards, conversation);
        return request;
    }

    private void Mark(ReadOnlySpan<TextSegment> segments, TextScan scan, GuardPolicy guards, Conversation conversation)
    {
        var prompt = guards.Fixed?.Text;
        if (guards.Leak is { } leak && PromptMarks.Canary(scan, segments, leak, conversation.Mark(), ref prompt, guards.Fixed?.Keeps != false, _edits) is { } watch) AnswerGuards = [.. AnswerGuards, watch];
        if (prompt is not null)
        {
            Prompt = new FixedPrompt(prompt, guards.Fixed!.Keeps);
            Prompt.Apply(_body.Reader, _body.Bytes.Span, _edits);
        }

        if (guards.Spotlight == SpotlightMode.Delimit) PromptMarks.Spotlight(segments, conversation.Mark()[^8..], _edits);
        if (_edits.Count > 1) _edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length.CompareTo(b.Length)); // what is put in comes before what is taken out
        if (guards.Spotlight > SpotlightMode.Delimit) PromptMarks.Rewrite(segments, _body.Bytes.Span, guards.Spotlight, conversation.Mark()[^8..], _edits);
    }

    /// <summary>Every text of the request as it leaves, masked, with who wrote it; no images and no bytes.</summary>
    /// <param name="most">Characters after which it stops, beyond the text that reaches them.</param>
    public List<(SegmentRole Role, string Text)> LeavingTexts(int most) => Inspection.LeavingTexts.Of(CollectionsMarshal.AsSpan(_body.Segments), _body.Bytes.Span, _edits, most);

    /// <summary>What the user has said since the model spoke last, masked as it leaves.</summary>
    public string NewestUserText()
    {
        var segments = CollectionsMarshal.AsSpan(_body.Segments);
        var text = new StringBuilder();
        for (var i = segments.Length - 1; i >= 0 && segments[i].Role != SegmentRole.Assistant; i--)
        {
            if (segments[i] is not { Role: SegmentRole.User, Kind: SegmentKind.Text, IsSpoken: true }) continue;
            var said = new StringBuilder();
            CompleteAnswer.AppendText(segments[i], _body.Bytes.Span, CollectionsMarshal.AsSpan(_edits), said);
            text.Insert(0, "\n").Insert(0, said);
        }

        return text.ToString();
    }

    private static bool HasSystemPrompt(ReadOnlySpan<TextSegment> segments)
    {
        foreach (ref readonly var segment in segments)
        {
            if (segment.Role == SegmentRole.System) return true;
        }

        return false;
    }

    private Rejection? MaskAll(ReadOnlySpan<TextSegment> segments, TextScan scan)
    {
        foreach (ref readonly var hit in scan.Hits)
        {
            if (hit.Rule.Action == GuardrailAction.Block) return Rejection.GuardrailBlocked(hit.Rule.Guardrail, hit.Rule.Detector);
            ref readonly var segment = ref segments[hit.Segment];
            if (segment.Kind == SegmentKind.Protected) return Rejection.ProtectedContent(hit.Rule.Detector);
            Mask(segment, hit, scan);
        }

        return null;
    }

    private Rejection? Close(ReadOnlySpan<TextSegment> segments, TextScan scan, InspectionRule rule)
    {
        var gaps = scan.Gaps;
        if (gaps.Length > MaxGaps) return Rejection.Unscannable("Text with a great many invisible characters");
        for (var i = 0; i < gaps.Length;)
        {
            var index = gaps[i].Segment;
            ref readonly var segment = ref segments[index];
            var places = new SegmentCursor(_body.Bytes.Span.Slice(segment.Start, segment.Length), segment.HasEscapes);
            for (; i < gaps.Length && gaps[i].Segment == index; i++)
            {
                var first = places.MoveTo(gaps[i].Start);
                _edits.Add(new Edit(segment.Start + first, places.MoveTo(gaps[i].Start + gaps[i].Length) - first, rule.Redaction, 1));
            }

            Findings.Add(rule, "request");
        }

        return null;
    }

    private void Mask(in TextSegment segment, in TextScan.Hit hit, TextScan scan)
    {
        var content = _body.Bytes.Span.Slice(segment.Start, segment.Length);
        var levels = TextScan.LevelsOf(segment);
        var from = hit.Start - scan.StartOf(hit.Segment);
        var first = SegmentText.ByteOffset(content, levels, scan.PlaceOf(hit.Segment, from));
        var last = SegmentText.ByteOffset(content, levels, scan.PlaceOf(hit.Segment, from + hit.Length - 1) + 1);

        // A constant label could make two names of one object equal, so names always get a placeholder of their own.
        var text = hit.Rule.Action == GuardrailAction.Pseudonymize || segment.Kind == SegmentKind.Name
            ? Placeholders.PlaceholderFor(hit.Rule.Label, scan.Text.Slice(hit.Start, hit.Length), scan.Text)
            : hit.Rule.Redaction;
        if (segment.Kind == SegmentKind.Number) _edits.Add(new Edit(segment.Start, segment.Length, "\"" + text + "\"", 0));
        else _edits.Add(new Edit(segment.Start + first, last - first, text, 1));
    }
}
