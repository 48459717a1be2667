namespace Sallyport.Control.Governance;

/// <summary>One page of data subjects.</summary>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record SubjectPage(IReadOnlyList<SubjectView> Subjects, string? NextCursor);
