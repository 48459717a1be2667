namespace Sallyport.Detection;

/// <summary>Where something was found and how sure we are. Holds no text, so it is always safe to log.</summary>
/// <param name="Start">First char, from the start of the scanned text.</param>
/// <param name="Length">Number of chars, at least 1.</param>
/// <param name="Detector">Index of the detector in its <see cref="DetectorSet"/>.</param>
/// <param name="Confidence">How sure the detector is.</param>
/// <param name="Kind">Which of the detector's <see cref="IDetector.Kinds"/> it is; 0 if the detector has none.</param>
public readonly record struct Finding(int Start, int Length, int Detector, Confidence Confidence, ushort Kind = 0)
{
    /// <summary>First char after the finding.</summary>
    public int End => Start + Length;
}

/// <summary>How sure a detector is. Numbers are frozen: they are written to disk.</summary>
public enum Confidence : byte
{
    /// <summary>The form fits; nothing else speaks for it.</summary>
    Possible = 1,

    /// <summary>The form fits and a checksum or the context agrees.</summary>
    Likely = 2,

    /// <summary>A form that nothing else has, or form, checksum and context together.</summary>
    Certain = 3,
}
