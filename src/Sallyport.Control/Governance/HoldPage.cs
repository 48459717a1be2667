namespace Sallyport.Control.Governance;

/// <summary>All holds, oldest first, lifted ones too.</summary>
public sealed record HoldPage(IReadOnlyList<HoldView> Holds);
