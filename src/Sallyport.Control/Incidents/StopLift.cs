namespace Sallyport.Control.Incidents;

/// <summary>What to let through again.</summary>
/// <param name="Target">As listed, or as it was set.</param>
/// <param name="Share">Percent of exchanges that pass, 1 to 100; null for 100, which takes the switch away.</param>
/// <param name="Note">Why, for the record; names no person.</param>
public sealed record StopLift(string? Target, int? Share, string? Note);
