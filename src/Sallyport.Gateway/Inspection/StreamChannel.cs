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
    private readonly StreamScanner? _enforced, _watched;
    private readonly PlaceholderTail? _placeholders;
    private readonly List<ChannelEdit> _edits = [];
    private InnerUnescaper _inner;

    public StreamChannel(AnswerContext context, in TextSegment first)
    {
        (_context, Key, Group, Kind) = (context, first.Channel, first.Group, first.Kind);
        if (context.Policy.Enforced.Rules.Count > 0) _enforced = new StreamScanner(context.Policy.Enforced.Detectors);
        if (context.Policy.Watched.Rules.Count > 0) _watched = new StreamScanner(context.Policy.Watched.Detectors);
        if (context.Placeholders.Count > 0 && Kind != SegmentKind.Protected) _placeholders = new PlaceholderTail(context.Placeholders);
    }

    public int Key { get; }

    public int Group { get; }

    public SegmentKind Kind { get; }

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
        _enforced?.Append(text);
        _watched?.Append(text);
        var first = _edits.Count;
        _placeholders?.Append(text, _edits);
        _context.Restored += _edits.Count - first;
        return Collect();
    }

    /// <summary>Nothing follows on this channel: everything becomes final.</summary>
    public Rejection? Complete()
    {
        _enforced?.Complete();
        _watched?.Complete();
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

    private Rejection? Collect()
    {
        while (_watched is not null && _watched.TryNext(out var seen))
        {
            var rule = _context.Policy.Watched.Rules[seen.Detector];
            if (seen.Confidence >= rule.MinConfidence) _context.Findings.Add(rule, "response");
        }

        var masked = false;
        while (_enforced is not null && _enforced.TryNext(out var finding))
        {
            var rule = _context.Policy.Enforced.Rules[finding.Detector];
            if (finding.Confidence < rule.MinConfidence) continue;
            _context.Findings.Add(rule, "response");
            if (rule.Action == GuardrailAction.Block || Kind == SegmentKind.Protected) return Rejection.OutputBlocked(rule.Guardrail, rule.Detector);
            _edits.Add(new ChannelEdit(finding.Start, finding.Length, "[" + rule.Label + "_REDACTED]", IsRestored: false));
            masked = true;
        }

        if (masked) _edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.IsRestored.CompareTo(b.IsRestored));
        Decided = Math.Min(_enforced?.Decided ?? Length, _placeholders?.Decided ?? Length);
        return null;
    }
}
