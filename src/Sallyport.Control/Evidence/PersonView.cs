namespace Sallyport.Control.Evidence;

/// <summary>A person as the record knew them; "[erased]" where the subject was erased.</summary>
public sealed record PersonView(string? User, string? ClientAddress);
