namespace Sallyport.Detection;

/// <summary>Detectors compiled to run together over one text.</summary>
public sealed class DetectorSet
{
    private readonly IDetector[] _detectors;

    private DetectorSet(IDetector[] detectors) => _detectors = detectors;

    /// <summary>A set that finds nothing.</summary>
    public static DetectorSet Empty { get; } = new([]);

    /// <summary>The detectors; a finding's <see cref="Finding.Detector"/> is an index into this list.</summary>
    public IReadOnlyList<IDetector> Detectors => _detectors;

    /// <summary>Largest <see cref="IDetector.Reach"/> in the set, in chars; 0 for an empty set.</summary>
    public int Reach { get; private init; }

    /// <summary>Compiles a set. Order is kept and decides ties.</summary>
    public static DetectorSet Compile(IEnumerable<IDetector> detectors)
    {
        var all = detectors.ToArray();
        return all.Length == 0 ? Empty : new DetectorSet(all) { Reach = all.Max(d => d.Reach) };
    }

    /// <summary>Adds every detector's findings to <paramref name="findings"/>, sorted by start, then longest first, then set order. They may overlap.</summary>
    public void Scan(ReadOnlySpan<char> text, List<Finding> findings)
    {
        var sink = new FindingSink(findings);
        for (var i = 0; i < _detectors.Length; i++)
        {
            sink.Detector = i;
            _detectors[i].Scan(text, ref sink);
        }

        if (findings.Count > 1) findings.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length != b.Length ? b.Length.CompareTo(a.Length) : a.Detector.CompareTo(b.Detector));
    }

    /// <summary>The smallest <see cref="IDetector.OpenFrom"/> of all detectors: text before it is final for every one of them.</summary>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        var open = text.Length;
        foreach (var detector in _detectors) open = Math.Min(open, detector.OpenFrom(text));
        return open;
    }
}
