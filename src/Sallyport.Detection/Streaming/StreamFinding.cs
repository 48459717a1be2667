namespace Sallyport.Detection.Streaming;

/// <summary>A finding in a stream.</summary>
/// <param name="Start">First char, from the start of the stream.</param>
/// <param name="Length">Number of chars, at least 1.</param>
/// <param name="Detector">Index of the detector in its <see cref="DetectorSet"/>.</param>
/// <param name="Confidence">How sure the detector is.</param>
/// <param name="Kind">Which of the detector's <see cref="IDetector.Kinds"/> it is.</param>
public readonly record struct StreamFinding(long Start, int Length, int Detector, Confidence Confidence, ushort Kind = 0)
{
    /// <summary>First char after the finding, from the start of the stream.</summary>
    public long End => Start + Length;
}
