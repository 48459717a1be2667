using System.Buffers;
using System.Runtime.InteropServices;
using Sallyport.Detection;
using Sallyport.Detection.Injection;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>
/// Decodes every segment of a body into one text, runs the detectors over it once, and turns what they find into places in the body.
/// Reused: it belongs to one exchange at a time.
/// </summary>
internal sealed class TextScan : IDisposable
{
    /// <summary>Stands between segments. A noncharacter: no detector takes it for part of anything.</summary>
    private const char Separator = '\uFFFF';

    private const int MostBetween = 3; // quotes, a colon and the separator, over two segments

    private readonly List<int> _starts = [], _ends = []; // of each segment's text, what stands between two of them left out
    private readonly List<Finding> _findings = [];
    private readonly List<Hit> _hits = [];
    private readonly List<Gap> _gaps = [];
    private char[] _text = [];
    private int _length;

    /// <summary>A finding, or a union of overlapping ones, inside one segment.</summary>
    /// <param name="Segment">Index of the segment.</param>
    /// <param name="Start">First char in <see cref="Text"/>.</param>
    /// <param name="Length">Chars.</param>
    /// <param name="Rule">Rule with the strongest action of those that meet here.</param>
    public readonly record struct Hit(int Segment, int Start, int Length, InspectionRule Rule);

    /// <summary>Invisible chars that were left out of a segment's text.</summary>
    /// <param name="Segment">Index of the segment.</param>
    /// <param name="Start">First char, from the start of the segment as it came.</param>
    /// <param name="Length">Chars.</param>
    /// <param name="Before">Chars left out of the segment up to and with these.</param>
    public readonly record struct Gap(int Segment, int Start, int Length, int Before);

    /// <summary>What was left out, by place.</summary>
    public ReadOnlySpan<Gap> Gaps => CollectionsMarshal.AsSpan(_gaps);

    /// <summary>Text of all segments.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>What was found, by place.</summary>
    public ReadOnlySpan<Hit> Hits => CollectionsMarshal.AsSpan(_hits);

    /// <summary>Text of one segment.</summary>
    public ReadOnlySpan<char> TextOf(int segment) => _text.AsSpan(StartOf(segment), _ends[segment] - StartOf(segment));

    /// <summary>First char of a segment in <see cref="Text"/>.</summary>
    public int StartOf(int segment) => _starts[segment];

    /// <summary>How often a segment's escapes are undone.</summary>
    public static int LevelsOf(in TextSegment segment) => segment.Kind switch
    {
        SegmentKind.Number => 0,
        SegmentKind.JsonText => 2,
        _ => segment.HasEscapes ? 1 : 0,
    };

    /// <summary>Where a char of a segment's text stood before invisible ones were left out.</summary>
    /// <param name="segment">Index of the segment.</param>
    /// <param name="at">Char, from the start of the segment's text.</param>
    public int PlaceOf(int segment, int at)
    {
        int low = 0, high = _gaps.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var gap = _gaps[middle];
            if (gap.Segment < segment || (gap.Segment == segment && gap.Start + gap.Length - gap.Before <= at)) low = middle + 1;
            else high = middle;
        }

        return low > 0 && _gaps[low - 1].Segment == segment ? at + _gaps[low - 1].Before : at;
    }

    /// <summary>Decodes the segments of a body.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="segments">Where the text stands.</param>
    /// <param name="strip">True leaves invisible chars out of what users and tools say, before anything is looked for: what a reader does not see must not hide a value either.</param>
    public void Load(ReadOnlySpan<byte> body, ReadOnlySpan<TextSegment> segments, bool strip = false)
    {
        _gaps.Clear();
        var most = segments.Length * MostBetween;
        foreach (ref readonly var segment in segments) most += segment.Kind == SegmentKind.Media ? 0 : segment.Length;
        if (_text.Length < most)
        {
            if (_text.Length > 0) ArrayPool<char>.Shared.Return(_text);
            _text = ArrayPool<char>.Shared.Rent(most);
        }

        CollectionsMarshal.SetCount(_starts, segments.Length);
        CollectionsMarshal.SetCount(_ends, segments.Length);
        var starts = CollectionsMarshal.AsSpan(_starts);
        var ends = CollectionsMarshal.AsSpan(_ends);
        var at = 0;
        var isNamed = false; // the name before says what the value is: they are scanned as they would stand in JSON text
        for (var i = 0; i < segments.Length; i++)
        {
            ref readonly var segment = ref segments[i];
            var names = segment.Kind == SegmentKind.Name && i + 1 < segments.Length && Names(body, segment, segments[i + 1]);
            if (names) _text[at++] = '"';
            starts[i] = at;
            if (segment.Kind != SegmentKind.Media)
            {
                var text = _text.AsSpan(at, SegmentText.Decode(body.Slice(segment.Start, segment.Length), LevelsOf(segment), _text.AsSpan(at)));
                at += strip && segment is { Kind: SegmentKind.Text, Role: SegmentRole.User or SegmentRole.Tool } ? Strip(i, text) : text.Length;
            }

            ends[i] = at;
            if (names)
            {
                "\":\"".CopyTo(_text.AsSpan(at));
                at += 3;
            }
            else
            {
                if (isNamed) _text[at++] = '"';
                _text[at++] = segment.JoinsNext ? ' ' : Separator;
            }

            isNamed = names;
        }

        _length = at;
    }

    /// <summary>Runs a policy's detectors over the loaded text.</summary>
    /// <param name="policy">Detectors and rules.</param>
    /// <param name="direction">"request" or "response", for the tally.</param>
    /// <param name="tally">Counts every finding, also those that change nothing.</param>
    public void Run(InspectionPolicy policy, string direction, FindingTally tally) => Run(policy, direction, tally, []);

    /// <summary>Runs a policy's detectors over the loaded text, but for those segments about which it has no say.</summary>
    /// <param name="segments">The segments that were loaded; empty if the policy covers all of them.</param>
    public void Run(InspectionPolicy policy, string direction, FindingTally tally, ReadOnlySpan<TextSegment> segments)
    {
        _findings.Clear();
        _hits.Clear();
        policy.Detectors.Scan(Text, _findings);
        if (_findings.Count == 0) return;

        int start = -1, end = -1;
        InspectionRule? strongest = null;
        foreach (var finding in _findings)
        {
            var rule = policy.Rules[finding.Detector];
            if (finding.Confidence < rule.MinConfidence || (rule.Action == GuardrailAction.Allow && !rule.MonitorOnly)) continue;
            if (!segments.IsEmpty && !policy.Covers(segments[SegmentAt(finding.Start)])) continue;
            if (!rule.Changes)
            {
                tally.Add(rule, direction);
                continue;
            }

            if (strongest is not null && finding.Start < end)
            {
                end = Math.Max(end, finding.End);
                if (rule.Action > strongest.Action) strongest = rule;
                continue;
            }

            Keep(start, end, strongest, direction, tally);
            (start, end, strongest) = (finding.Start, finding.End, rule);
        }

        Keep(start, end, strongest, direction, tally);
    }

    /// <summary>Runs the detectors of a policy that spares what the caller sent over an answer, as a stream does: what overlaps is one finding.</summary>
    public void RunUnited(InspectionPolicy policy, AnswerContext context)
    {
        _findings.Clear();
        _hits.Clear();
        policy.Detectors.Scan(Text, _findings);
        FindingMerge.Merge(_findings);
        foreach (var finding in _findings)
        {
            var rule = policy.Rules[finding.Detector];
            if (finding.Confidence < rule.MinConfidence || context.Spares(policy, Text.Slice(finding.Start, finding.Length))) continue;
            if (rule.Changes) Keep(finding.Start, finding.End, rule, "response", context.Findings);
            else context.Findings.Add(rule, "response");
        }
    }

    /// <summary>Gives big buffers back.</summary>
    public void Dispose()
    {
        _text.AsSpan(0, _length).Clear(); // only what was used: the pool hands out arrays several times that size
        if (_text.Length > 0) ArrayPool<char>.Shared.Return(_text);
        _text = [];
        _length = 0;
    }

    // A finding that spans segments is masked in each of them.
    private void Keep(int start, int end, InspectionRule? rule, string direction, FindingTally tally)
    {
        if (rule is null) return;
        tally.Add(rule, direction);
        var ends = CollectionsMarshal.AsSpan(_ends);
        for (var segment = SegmentAt(start); segment < ends.Length && StartOf(segment) < end; segment++)
        {
            var from = Math.Max(start, StartOf(segment));
            var to = Math.Min(end, ends[segment]);
            if (to > from) _hits.Add(new Hit(segment, from, to - from, rule));
        }
    }

    // What tools are called with, and answer, as objects. Elsewhere a member's name is a provider's own: prompt_cache_key holds no key.
    private static bool Names(ReadOnlySpan<byte> body, in TextSegment name, in TextSegment value)
    {
        if (value.Kind != SegmentKind.Text || !(value.IsArguments || (value.Role == SegmentRole.Tool && value.IsSpoken))) return false;
        var between = body[(name.Start + name.Length)..value.Start];
        return between is [(byte)'"', .., (byte)'"'] && between[1..^1].Trim(" \r\n\t"u8).SequenceEqual(":"u8);
    }

    // All places first: whether a joiner belongs where it stands depends on the text around it as it came.
    private int Strip(int segment, Span<char> text)
    {
        var first = _gaps.Count;
        var before = 0;
        for (var at = InvisibleText.IndexOf(text); at >= 0; at = InvisibleText.IndexOf(text, at + (char.IsHighSurrogate(text[at]) ? 2 : 1)))
        {
            var length = char.IsHighSurrogate(text[at]) ? 2 : 1;
            before += length;
            if (_gaps.Count > first && _gaps[^1] is var last && last.Start + last.Length == at) _gaps[^1] = last with { Length = last.Length + length, Before = before };
            else _gaps.Add(new Gap(segment, at, length, before));
        }

        var kept = 0;
        var from = 0;
        for (var i = first; i <= _gaps.Count && before > 0; i++)
        {
            var end = i < _gaps.Count ? _gaps[i].Start : text.Length;
            text[from..end].CopyTo(text[kept..]);
            kept += end - from;
            from = i < _gaps.Count ? end + _gaps[i].Length : end;
        }

        return text.Length - before;
    }

    private int SegmentAt(int at)
    {
        var segment = CollectionsMarshal.AsSpan(_ends).BinarySearch(at);
        return segment < 0 ? ~segment : segment;
    }
}
