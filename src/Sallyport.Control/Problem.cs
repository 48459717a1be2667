namespace Sallyport.Control;

/// <summary>Why the control plane says no. Written as problem details; never holds a secret.</summary>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What to do.</param>
public sealed record Problem(string Code, int Status, string Detail)
{
    /// <summary>Each thing that is wrong with the input, naming the member.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    public static Problem KeyNotFound { get; } = new("key_not_found", 404, "No key has this id.");
    public static Problem KeyRevoked { get; } = new("key_revoked", 409, "A revoked key never changes again. Create another.");
    public static Problem Conflict { get; } = new("conflict", 409, "The key was changed by somebody else at the same time. Look at it and try again.");
    /// <summary>The operator chose <c>on_failure: block_all</c>, and nothing can be recorded now.</summary>
    public static Problem AuditBlocked { get; } = new("audit_unavailable", 503, "Nothing can be recorded now, and audit.on_failure is block_all.");

    public static Problem AuditUnavailable { get; } = new("audit_unavailable", 503, "The change could not be recorded, so it was not made.");
    public static Problem StoreUnavailable { get; } = new("store_unavailable", 503, "The store does not answer. Nothing is known to have changed; look before trying again.");

    public static Problem Invalid(IReadOnlyList<string> errors) => new("invalid_input", 400, string.Join(' ', errors)) { Errors = errors };
}
