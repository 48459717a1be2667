namespace Sallyport.Ledger.Verification;

/// <summary>A checkpoint as the verifier saw it.</summary>
/// <param name="Size">Leaves it covers.</param>
/// <param name="Holds">Signed by the log, and its root is that of the leaves.</param>
/// <param name="Trusted">Holds, and enough witnesses cosigned it.</param>
/// <param name="Witnesses">Who cosigned it.</param>
public sealed record VerifiedCheckpoint(long Size, bool Holds, bool Trusted, IReadOnlyList<string> Witnesses);
