namespace Sallyport.Detection.Fingerprints;

/// <summary>A registered document.</summary>
/// <param name="Id">Short and stable within its set: <c>d17</c>. Safe to log.</param>
/// <param name="Name">The path it was registered under. May tell something: for the operator's eyes.</param>
/// <param name="Fingerprints">Different hashes that were kept of it.</param>
public sealed record FingerprintDocument(string Id, string Name, int Fingerprints);
