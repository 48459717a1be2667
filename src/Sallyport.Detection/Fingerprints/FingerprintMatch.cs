namespace Sallyport.Detection.Fingerprints;

/// <summary>How much of one document a text holds.</summary>
/// <param name="Document">Index of the document.</param>
/// <param name="Matches">Different passages that the text shares with it.</param>
/// <param name="Coverage">Share of the document that is in the text, 0 to 1.</param>
/// <param name="Share">Share of the text's chars that stand in shared passages, 0 to 1.</param>
public sealed record FingerprintMatch(int Document, int Matches, double Coverage, double Share);
