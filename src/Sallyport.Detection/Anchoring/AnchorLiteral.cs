namespace Sallyport.Detection.Anchoring;

/// <summary>A string at which a detector is called.</summary>
/// <param name="Text">The string.</param>
/// <param name="Detector">The detector.</param>
/// <param name="Index">The detector's index in its set.</param>
/// <param name="Literal">The string's index in the detector's list.</param>
internal readonly record struct AnchorLiteral(string Text, AnchoredDetector Detector, int Index, int Literal);
