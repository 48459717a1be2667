namespace Sallyport.Control.Governance;

/// <summary>What somebody asks to do.</summary>
/// <param name="Action"><c>audit.prune</c> or <c>hold.lift</c>.</param>
/// <param name="Before">For <c>audit.prune</c>: only leaves from before this time.</param>
/// <param name="Hold">For <c>hold.lift</c>: which one.</param>
/// <param name="Reason">Goes into the record.</param>
public sealed record NewApproval(string? Action, DateTimeOffset? Before, string? Hold, string? Reason);
