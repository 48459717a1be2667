namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>How it stands with one anchor.</summary>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Size">Leaves of the checkpoint that it holds; 0 before the first.</param>
/// <param name="At">When this process last knew it to hold it.</param>
/// <param name="FailingSince">Since when it takes none; null if it does.</param>
/// <param name="Problem">Why not.</param>
public sealed record AnchorState(string Name, long Size = 0, DateTimeOffset? At = null, DateTimeOffset? FailingSince = null, string? Problem = null);
