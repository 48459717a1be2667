using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>One page of keys, oldest first.</summary>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record KeyPage(IReadOnlyList<KeyView> Keys, string? NextCursor);
