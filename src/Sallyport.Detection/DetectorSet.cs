using System.Runtime.InteropServices;
using Sallyport.Detection.Anchoring;
using Sallyport.Detection.Names;
using Sallyport.Detection.Operator;

namespace Sallyport.Detection;

/// <summary>Detectors compiled to run together over one text.</summary>
/// <remarks>Built-in detectors share two vectorized passes that find their anchors; text without anchors costs next to nothing. Name detectors share one pass of their own.</remarks>
public sealed class DetectorSet
{
    private readonly IDetector[] _detectors;
    private readonly AnchorPass? _anchors;
    private readonly NamePass? _names;

    private DetectorSet(IDetector[] detectors)
    {
        _detectors = detectors;
        var anchored = detectors.Select((d, i) => (Detector: d as AnchoredDetector, i)).Where(d => d.Detector is not null).Select(d => (d.Detector!, d.i)).ToArray();
        if (anchored.Length > 0) _anchors = new AnchorPass(anchored);
        _names = NamePass.For(detectors);
        Reach = detectors.Length == 0 ? 0 : detectors.Max(d => d.Reach);
        LookBehind = detectors.Length == 0 ? 0 : detectors.Max(d => d.LookBehind);
    }

    /// <summary>A set that finds nothing.</summary>
    public static DetectorSet Empty { get; } = new([]);

    /// <summary>The detectors; a finding's <see cref="Finding.Detector"/> is an index into this list.</summary>
    public IReadOnlyList<IDetector> Detectors => _detectors;

    /// <summary>Largest <see cref="IDetector.Reach"/> in the set, in chars; 0 for an empty set.</summary>
    public int Reach { get; }

    /// <summary>Largest <see cref="IDetector.LookBehind"/> in the set, in chars; 0 for an empty set.</summary>
    public int LookBehind { get; }

    /// <summary>Compiles a set. Order is kept and decides ties.</summary>
    public static DetectorSet Compile(IEnumerable<IDetector> detectors)
    {
        var all = detectors.ToArray();
        return all.Length == 0 ? Empty : new DetectorSet(all);
    }

    /// <summary>Adds every detector's findings to <paramref name="findings"/>, sorted by start, then longest first, then set order. They may overlap.</summary>
    public void Scan(ReadOnlySpan<char> text, List<Finding> findings) => ScanFrom(text, 0, findings);

    /// <summary>The smallest <see cref="IDetector.OpenFrom"/> of all detectors: text before it is final for every one of them.</summary>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        var open = text.Length;
        foreach (var detector in _detectors)
        {
            if (detector is not NameDetector) open = Math.Min(open, detector.OpenFrom(text));
        }

        if (_names is not null) open = Math.Min(open, _names.OpenFrom(text));
        return open;
    }

    /// <summary>Scans a window of a stream whose findings before <paramref name="from"/> are settled. Findings may still begin there; the caller drops them.</summary>
    internal void ScanFrom(ReadOnlySpan<char> text, int from, List<Finding> findings)
    {
        var before = findings.Count;
        var sink = new FindingSink(findings);
        _anchors?.Scan(text, ref sink);
        _names?.Scan(text, ref sink);
        for (var i = 0; i < _detectors.Length; i++)
        {
            sink.Detector = i;
            if (_detectors[i] is OperatorPattern pattern) pattern.ScanFrom(text, from, ref sink);
            else if (_detectors[i] is not (AnchoredDetector or NameDetector)) _detectors[i].Scan(text, ref sink);
        }

        if (findings.Count - before > 1) CollectionsMarshal.AsSpan(findings)[before..].Sort(static (a, b) => Compare(a, b));
    }

    private static int Compare(Finding a, Finding b)
    {
        if (a.Start != b.Start) return a.Start.CompareTo(b.Start);
        if (a.Length != b.Length) return b.Length.CompareTo(a.Length);
        if (a.Detector != b.Detector) return a.Detector.CompareTo(b.Detector);
        return a.Confidence != b.Confidence ? ((byte)b.Confidence).CompareTo((byte)a.Confidence) : a.Kind.CompareTo(b.Kind);
    }
}
