using Sallyport.Ledger.Proofs;

namespace Sallyport.Gateway.Audit.Proofs;

/// <summary>A record and the proof that it is in the log.</summary>
/// <param name="Leaf">Without JSON if retention has taken it away; whoever kept a copy can still prove that.</param>
public sealed record ProvenRecord(TlogProof Proof, StoredLeaf Leaf);
