namespace Sallyport.Control.Incidents;

/// <summary>All switches that are set, oldest first.</summary>
public sealed record StopPage(IReadOnlyList<StopView> Stops);
