namespace Sallyport.Ledger.Verification;

/// <summary>Something the verifier found.</summary>
/// <param name="Code">What, for machines: stable, snake_case. The codes are the constants of <see cref="FindingCodes"/>.</param>
/// <param name="Sequence">Which leaf; null if it concerns none.</param>
/// <param name="Sentence">What, for people. Holds no content of any record.</param>
public sealed record VerificationFinding(string Code, long? Sequence, string Sentence);
