namespace Sallyport.Control.Evidence.Content;

/// <summary>Why somebody reads kept texts.</summary>
/// <param name="Reason">1 to 256 characters on one line; goes into the record.</param>
public sealed record ContentInput(string? Reason);
