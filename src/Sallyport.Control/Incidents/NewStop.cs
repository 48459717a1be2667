namespace Sallyport.Control.Incidents;

/// <summary>What to stop.</summary>
/// <param name="Target">One of <see cref="Gateway.Admission.Stops.StopTarget.Allowed"/>.</param>
/// <param name="Reason">One of <see cref="Gateway.Admission.Stops.StopReasons"/>; clients are told it.</param>
/// <param name="Note">Why, for the record; names no person.</param>
/// <param name="Contact">Whom refused clients are told to ask; null for the operator of the gateway.</param>
public sealed record NewStop(string? Target, string? Reason, string? Note, string? Contact);
