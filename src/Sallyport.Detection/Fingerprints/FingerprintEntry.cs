namespace Sallyport.Detection.Fingerprints;

/// <summary>One hash of one document.</summary>
/// <param name="Hash">Keyed hash of six words.</param>
/// <param name="Document">Index of the document in its set.</param>
public readonly record struct FingerprintEntry(ulong Hash, int Document);
