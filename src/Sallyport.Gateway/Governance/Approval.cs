namespace Sallyport.Gateway.Governance;

/// <summary>What one administrator asks to do and another one must agree to.</summary>
/// <param name="Action">"audit.prune", "hold.lift", "capture.start".</param>
/// <param name="Digest">SHA-256 of action and parameters, 32 bytes: whoever acts on the approval must bring the very same.</param>
/// <param name="Parameters">The parameters as one line of canonical JSON, for the eyes of who approves.</param>
/// <param name="ExpiresAt">From then on it can be neither approved nor used.</param>
/// <param name="UsedAt">When it was acted on; it never is again.</param>
public sealed record Approval(
    Guid Id,
    string Action,
    ReadOnlyMemory<byte> Digest,
    string Parameters,
    string Reason,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt,
    string? ApprovedBy = null,
    DateTimeOffset? ApprovedAt = null,
    DateTimeOffset? UsedAt = null);
