namespace Sallyport.Control.Governance;

/// <summary>What retention took away, or would.</summary>
/// <param name="Before">Only leaves from before this time.</param>
/// <param name="Leaves">Bodies.</param>
/// <param name="Ranges">Each has a leaf of type <c>audit.pruned</c>.</param>
/// <param name="Held">Leaves that a hold has kept.</param>
public sealed record PruneView(DateTimeOffset Before, long Leaves, int Ranges, long Held);
