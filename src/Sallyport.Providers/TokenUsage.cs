namespace Sallyport.Providers;

/// <summary>Tokens that an exchange used, each counted once. Null means the upstream did not say.</summary>
/// <param name="Input">All input tokens, cached ones included.</param>
/// <param name="Output">All output tokens, reasoning included.</param>
/// <param name="CachedInput">Part of <paramref name="Input"/> read from the provider's cache.</param>
/// <param name="CacheWrite">Part of <paramref name="Input"/> written to the provider's cache.</param>
/// <param name="Reasoning">Part of <paramref name="Output"/> spent on reasoning.</param>
public readonly record struct TokenUsage(long? Input, long? Output, long? CachedInput = null, long? CacheWrite = null, long? Reasoning = null);
