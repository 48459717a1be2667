using System.Runtime.InteropServices;

namespace Sallyport.Detection.Streaming;

/// <summary>Scans one channel of text that arrives in pieces and finds what the whole text holds, however it is cut.</summary>
/// <remarks>
/// Holds the undecided text and as much decided text as a detector may look back on. Not safe for concurrent use; one per stream.
/// A chain of overlapping findings longer than 8,192 chars beyond the set's reach is handed out in parts: the same chars, but not in one piece.
/// </remarks>
public sealed class StreamScanner(DetectorSet detectors)
{
    private const int MaxChain = 8_192, SmallWindow = 1_024;
    private readonly List<Finding> _found = new(4);
    private readonly List<StreamFinding> _out = new(4);
    private char[] _window = [];
    private int _length;
    private int _decided;
    private int _scanned;
    private long _origin;
    private int _next;
    private Finding _carried;

    /// <summary>Chars since the start of the stream that are final: no finding will begin, grow or vanish before it.</summary>
    public long Decided => _origin + _decided;

    /// <summary>Takes more text of this channel.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        Keep(text);

        // A long undecided stretch grows by a part of itself before it is looked at again, or every few chars would scan all of it.
        var undecided = _length - _decided;
        if (undecided > SmallWindow && _length - _scanned < undecided / 8) return;
        Decide(detectors.OpenFrom(_window.AsSpan(0, _length)));
    }

    /// <summary>Says that nothing follows: everything becomes final.</summary>
    public void Complete() => Decide(_length);

    /// <summary>The next decided finding, in order and never overlapping an earlier one.</summary>
    /// <returns>False if there is none yet.</returns>
    public bool TryNext(out StreamFinding finding)
    {
        if (_next == _out.Count)
        {
            _out.Clear();
            _next = 0;
            finding = default;
            return false;
        }

        finding = _out[_next++];
        return true;
    }

    /// <summary>The text of a finding that <see cref="TryNext"/> gave since the last call of <see cref="Append"/> or <see cref="Complete"/>; gone after the next.</summary>
    public ReadOnlySpan<char> TextOf(in StreamFinding finding) => _window.AsSpan((int)(finding.Start - _origin), finding.Length);

    private void Decide(int open)
    {
        _scanned = _length;
        if (open <= _decided) return;

        // 1. What the window holds, without what begins in decided text.
        _found.Clear();
        var context = Math.Max(0, _decided - detectors.LookBehind);
        detectors.ScanFrom(_window.AsSpan(context, _length - context), _decided - context, _found);
        var settled = 0;
        while (settled < _found.Count && context + _found[settled].Start < _decided) settled++;
        _found.RemoveRange(0, settled);
        foreach (ref var finding in CollectionsMarshal.AsSpan(_found)) finding = finding with { Start = finding.Start + context };
        if (_carried.Length > 0) _found.Insert(0, _carried);
        FindingMerge.Merge(_found);
        _carried = default;

        // 2. A finding that crosses the open point is held from its start, unless it has grown past all bounds.
        foreach (var finding in _found)
        {
            if (finding.Start >= open) break;
            if (finding.End > open)
            {
                if (open - finding.Start <= MaxChain + detectors.Reach)
                {
                    open = finding.Start;
                    break;
                }

                _carried = finding with { Start = open, Length = finding.End - open };
            }

            _out.Add(new StreamFinding(_origin + finding.Start, Math.Min(finding.End, open) - finding.Start, finding.Detector, finding.Confidence, finding.Kind));
        }

        _decided = open;
    }

    // Drops decided text that nothing can look back on, then appends.
    private void Keep(ReadOnlySpan<char> text)
    {
        var drop = _decided - detectors.LookBehind;
        if (drop > 0 && _length + text.Length > _window.Length)
        {
            _window.AsSpan(drop, _length - drop).CopyTo(_window);
            _length -= drop;
            _decided -= drop;
            _scanned -= drop;
            _origin += drop;
            if (_carried.Length > 0) _carried = _carried with { Start = _carried.Start - drop };
        }

        if (_length + text.Length > _window.Length)
            Array.Resize(ref _window, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(256, _length + text.Length)));
        text.CopyTo(_window.AsSpan(_length));
        _length += text.Length;
    }
}
