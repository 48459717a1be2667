namespace Sallyport.Control.Governance;

/// <summary>Approvals, the newest first.</summary>
public sealed record ApprovalPage(IReadOnlyList<ApprovalView> Approvals);
