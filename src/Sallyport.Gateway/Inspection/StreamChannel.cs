using System.Runtime.InteropServices;
using Sallyport.Detection.Streaming;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>One text of a streamed answer, put together from the pieces that its events carry.</summary>
internal sealed class StreamChannel
{
    private readonly AnswerContext _context;
    private readonly StreamScanner? _masked, _watched;
    private readonly List<GuardScan>? _guards;
    private readonly PlaceholderTail? _placeholders;
    private readonly AnswerShape.Words? _words;
    private readonly List<ChannelEdit> _edits = [];
    private InnerUnescaper _inner;

    public StreamChannel(AnswerContext context, in TextSegment first)
    {
        (_context, Key, Group, Kind, IsArguments) = (context, first.Channel, first.Group, first.Kind, first.IsArguments);
        if (context.Policy.Masking.Rules.Count > 0) _masked = new StreamScanner(context.Policy.Masking.Detectors);
        if (context.Policy.Blocking.Rules.Count > 0) _guards = [new GuardScan(context.Policy.Blocking, new StreamScanner(context.Policy.Blocking.Detectors))];
        if (context.Policy.Watched.Rules.Count > 0) _watched = new StreamScanner(context.Policy.Watched.Detectors);
        if (context.Placeholders.Count > 0 && Kind != SegmentKind.Protected) _placeholders = new PlaceholderTail(context.Placeholders, context.Guards.Count > 0 ? MayRestore(first) : null);
        if (first.IsAnswer) _words = context.Shape?.Open(first);
        foreach (var guard in context.Guards)
        {
            if (!guard.Covers(first)) continue;
            _guards ??= [];
            foreach (var part in (ReadOnlySpan<InspectionPolicy>)[guard.Blocking, guard.Masking, guard.Watched])
            {
                if (part.Rules.Count > 0) _guards.Add(new GuardScan(part, new StreamScanner(part.Detectors)));
            }
        }
    }

    private readonly record struct GuardScan(InspectionPolicy Policy, StreamScanner Scanner);

    public int Key { get; }

    public int Group { get; }

    public SegmentKind Kind { get; }

    public bool IsArguments { get; }

    /// <summary>Number of the last frame that carried a piece of this text.</summary>
    public int LastFrame { get; set; }

    /// <summary>How many frames of its choice have gone by without a piece of it. Frames of other choices do not count: they may come in between at will.</summary>
    public int Silence { get; set; }

    /// <summary>Chars so far.</summary>
    public long Length { get; private set; }

    /// <summary>Everything before this offset is final and has its edits.</summary>
    public long Decided { get; private set; }

    public bool IsComplete { get; private set; }

    /// <summary>Edits that may still touch unreleased text, by place.</summary>
    public ReadOnlySpan<ChannelEdit> Edits => CollectionsMarshal.AsSpan(_edits);

    /// <summary>How far the last piece got into an escape of the JSON text.</summary>
    public InnerUnescaper Inner => _inner;

    /// <summary>Takes the next piece. Returns a rejection if the guardrails end the answer.</summary>
    /// <param name="text">The piece, its outer escapes undone.</param>
    /// <param name="scratch">At least as long as <paramref name="text"/>.</param>
    public Rejection? Append(ReadOnlySpan<char> text, Span<char> scratch)
    {
        if (Kind == SegmentKind.JsonText)
        {
            var length = 0;
            foreach (var c in text)
            {
                if (_inner.TryPush(c, out var decoded)) scratch[length++] = decoded;
            }

            text = scratch[..length];
        }

        if (text.IsEmpty) return null;
        Length += text.Length;
        if (Kind == SegmentKind.Text && !IsArguments) _context.Transcript?.Append(text);
        _masked?.Append(text);
        _watched?.Append(text);
        if (_guards is not null)
        {
            foreach (var guard in _guards) guard.Scanner.Append(text);
        }

        _words?.Append(text);
        var first = _edits.Count;
        _placeholders?.Append(text, _edits);
        if (_edits.Count > first) _words?.Change(CollectionsMarshal.AsSpan(_edits)[first..]);
        _context.Restored += _edits.Count - first;
        return Collect();
    }

    /// <summary>Nothing follows on this channel: everything becomes final.</summary>
    public Rejection? Complete()
    {
        _masked?.Complete();
        _watched?.Complete();
        if (_guards is not null)
        {
            foreach (var guard in _guards) guard.Scanner.Complete();
        }

        _placeholders?.Complete();
        if (Collect() is { } rejection) return rejection; // not complete: what was blocked must stay undecided
        IsComplete = true;
        return null;
    }

    /// <summary>Forgets edits that lie wholly before an offset.</summary>
    public void Forget(long before)
    {
        if (_edits.Count > 0) _edits.RemoveAll(e => e.End <= before);
    }

    private Func<string, bool> MayRestore(TextSegment first) => value => _context.MayRestore(value, first);

    private Rejection? Collect()
    {
        var before = _edits.Count;
        var decided = _placeholders?.Decided ?? Length;
        if (_watched is not null) Take(_context.Policy.Watched, _watched);
        if (_masked is not null)
        {
            if (Take(_context.Policy.Masking, _masked) is { } blocked) return blocked;
            decided = Math.Min(decided, _masked.Decided);
        }

        if (_guards is not null)
        {
            foreach (var guard in _guards)
            {
                if (Take(guard.Policy, guard.Scanner) is { } blocked) return blocked;
                if (guard.Policy.Rules[0].Changes) decided = Math.Min(decided, guard.Scanner.Decided);
            }
        }

        if (_edits.Count > before) _words?.Change(CollectionsMarshal.AsSpan(_edits)[before..]);
        if (_edits.Count > before) _edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.IsRestored.CompareTo(b.IsRestored));
        Decided = decided;
        return null;
    }

    private Rejection? Take(InspectionPolicy policy, StreamScanner scanner)
    {
        while (scanner.TryNext(out var finding))
        {
            var rule = policy.Rules[finding.Detector];
            if (finding.Confidence < rule.MinConfidence || _context.Spares(policy, scanner.TextOf(finding))) continue;
            _context.Findings.Add(rule, "response");
            if (!rule.Changes) continue;
            if (rule.Action == GuardrailAction.Block || Kind == SegmentKind.Protected) return Rejection.OutputBlocked(rule.Guardrail, rule.Detector);
            _edits.Add(new ChannelEdit(finding.Start, finding.Length, rule.Redaction, IsRestored: false));
        }

        return null;
    }
}
