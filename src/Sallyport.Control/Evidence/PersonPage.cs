namespace Sallyport.Control.Evidence;

/// <summary>Persons of one page of the record.</summary>
/// <param name="Persons">By sequence number of the leaf.</param>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record PersonPage(IReadOnlyDictionary<string, PersonView> Persons, string? NextCursor);
