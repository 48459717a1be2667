namespace Sallyport.Control.Governance;

/// <summary>Names the approval that somebody acts on.</summary>
/// <param name="Approval">Its id.</param>
public sealed record ApprovedAction(Guid? Approval);
