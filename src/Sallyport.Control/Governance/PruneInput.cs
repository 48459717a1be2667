namespace Sallyport.Control.Governance;

/// <summary>What to take away.</summary>
/// <param name="Before">The time that was approved, exactly.</param>
/// <param name="Approval">Id of the approval.</param>
public sealed record PruneInput(DateTimeOffset? Before, Guid? Approval);
