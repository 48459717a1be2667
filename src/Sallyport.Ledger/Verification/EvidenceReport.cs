namespace Sallyport.Ledger.Verification;

/// <summary>What checkpoints kept outside the log say about it.</summary>
/// <param name="Checked">How many there were.</param>
/// <param name="Largest">Leaves that the largest believable one commits to; 0 if there is none.</param>
/// <param name="Missing">How many leaves it commits to that the log does not have: the log was rewound by so many.</param>
/// <param name="ProblemCount">How many problems were found.</param>
/// <param name="Problems">The first of them, at most <see cref="LedgerVerifier.MostListed"/>.</param>
public sealed record EvidenceReport(long Checked, long Largest, long Missing, long ProblemCount, IReadOnlyList<VerificationFinding> Problems);
