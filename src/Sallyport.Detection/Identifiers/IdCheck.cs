namespace Sallyport.Detection.Identifiers;

/// <summary>Says whether an identifier without its separators, letters in upper case, could have been issued.</summary>
internal delegate bool IdCheck(ReadOnlySpan<char> id);
