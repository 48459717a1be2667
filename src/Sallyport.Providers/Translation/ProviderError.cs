namespace Sallyport.Providers.Translation;

/// <summary>What a provider said went wrong.</summary>
/// <param name="Message">Its own words, inspected before they get here.</param>
/// <param name="Code">Its own code (context_length_exceeded, INVALID_ARGUMENT); null if it has none.</param>
/// <param name="Kind">What it comes to.</param>
public sealed record ProviderError(string Message, string? Code, ErrorKind Kind);
