using System.Buffers;
using System.Runtime.InteropServices;
using Sallyport.Detection;
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

    private readonly List<int> _ends = []; // end of each segment's text, its separator left out
    private readonly List<Finding> _findings = [];
    private readonly List<Hit> _hits = [];
    private char[] _text = [];
    private int _length;

    /// <summary>A finding, or a union of overlapping ones, inside one segment.</summary>
    /// <param name="Segment">Index of the segment.</param>
    /// <param name="Start">First char in <see cref="Text"/>.</param>
    /// <param name="Length">Chars.</param>
    /// <param name="Rule">Rule with the strongest action of those that meet here.</param>
    public readonly record struct Hit(int Segment, int Start, int Length, InspectionRule Rule);

    /// <summary>Text of all segments.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>What was found, by place.</summary>
    public ReadOnlySpan<Hit> Hits => CollectionsMarshal.AsSpan(_hits);

    /// <summary>Text of one segment.</summary>
    public ReadOnlySpan<char> TextOf(int segment) => _text.AsSpan(StartOf(segment), _ends[segment] - StartOf(segment));

    /// <summary>First char of a segment in <see cref="Text"/>.</summary>
    public int StartOf(int segment) => segment == 0 ? 0 : _ends[segment - 1] + 1;

    /// <summary>How often a segment's escapes are undone.</summary>
    public static int LevelsOf(in TextSegment segment) => segment.Kind switch
    {
        SegmentKind.Number => 0,
        SegmentKind.JsonText => 2,
        _ => segment.HasEscapes ? 1 : 0,
    };

    /// <summary>Decodes the segments of a body.</summary>
    public void Load(ReadOnlySpan<byte> body, ReadOnlySpan<TextSegment> segments)
    {
        var most = segments.Length;
        foreach (ref readonly var segment in segments) most += segment.Kind == SegmentKind.Media ? 0 : segment.Length;
        if (_text.Length < most)
        {
            if (_text.Length > 0) ArrayPool<char>.Shared.Return(_text);
            _text = ArrayPool<char>.Shared.Rent(most);
        }

        CollectionsMarshal.SetCount(_ends, segments.Length);
        var ends = CollectionsMarshal.AsSpan(_ends);
        var at = 0;
        for (var i = 0; i < segments.Length; i++)
        {
            ref readonly var segment = ref segments[i];
            if (segment.Kind != SegmentKind.Media) at += SegmentText.Decode(body.Slice(segment.Start, segment.Length), LevelsOf(segment), _text.AsSpan(at));
            ends[i] = at;
            _text[at++] = Separator;
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
            if (!segments.IsEmpty && !AnswerContext.Covers(policy, segments[SegmentAt(finding.Start)])) continue;
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

    private int SegmentAt(int at)
    {
        var segment = CollectionsMarshal.AsSpan(_ends).BinarySearch(at);
        return segment < 0 ? ~segment : segment;
    }
}
