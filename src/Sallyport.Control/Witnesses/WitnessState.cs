namespace Sallyport.Control.Witnesses;

/// <summary>How it stands with one witness.</summary>
/// <param name="Name">As the operator calls it.</param>
/// <param name="Seen">Leaves of the last checkpoint that it cosigned; 0 before the first.</param>
/// <param name="SeenAt">When this process last knew it to have cosigned the newest checkpoint.</param>
/// <param name="FailingSince">Since when it gives no cosignature; null if it does.</param>
/// <param name="Problem">Why not.</param>
internal sealed record WitnessState(string Name, long Seen = 0, DateTimeOffset? SeenAt = null, DateTimeOffset? FailingSince = null, string? Problem = null);
