namespace Sallyport.Gateway.Audit.Proofs;

/// <summary>Proof that a leaf is in the log.</summary>
/// <param name="Leaf">The JSON that is hashed; null if retention has taken it away.</param>
/// <param name="Proof">A <c>.tlog-proof</c> file: save both and check them offline.</param>
public sealed record LeafProof(long Sequence, string? Leaf, string Proof);
