namespace Sallyport.Gateway.Forwarding;

/// <summary>An attempt that another one followed.</summary>
/// <param name="Upstream">Where.</param>
/// <param name="Code">Why it failed: the code of a fault, <c>upstream_unavailable</c> or <c>upstream_busy</c> for a target that was passed over; null for an answer that said no.</param>
/// <param name="Status">Status of that answer; null if there was none.</param>
public sealed record FailedAttempt(string Upstream, string? Code, int? Status);
