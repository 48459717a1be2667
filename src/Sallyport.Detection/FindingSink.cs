namespace Sallyport.Detection;

/// <summary>Where a detector puts what it found. Lives on the stack and writes to a list that the caller reuses.</summary>
public ref struct FindingSink(List<Finding> findings)
{
    private readonly List<Finding> _findings = findings;

    /// <summary>Index that findings are stamped with. Set by <see cref="DetectorSet"/> before each detector runs.</summary>
    internal int Detector { get; set; }

    /// <summary>Adds one finding.</summary>
    /// <param name="kind">Index into the detector's <see cref="IDetector.Kinds"/>.</param>
    public readonly void Add(int start, int length, Confidence confidence = Confidence.Likely, ushort kind = 0) =>
        _findings.Add(new Finding(start, length, Detector, confidence, kind));
}
