namespace Sallyport.Providers;

/// <summary>What an exchange used, each token counted once. Null means the upstream did not say.</summary>
/// <param name="Input">All input tokens, cached ones included.</param>
/// <param name="Output">All output tokens, reasoning included.</param>
/// <param name="CachedInput">Part of <paramref name="Input"/> read from the provider's cache.</param>
/// <param name="CacheWrite">Part of <paramref name="Input"/> written to the provider's cache.</param>
/// <param name="Reasoning">Part of <paramref name="Output"/> spent on reasoning.</param>
public readonly record struct TokenUsage(long? Input, long? Output, long? CachedInput = null, long? CacheWrite = null, long? Reasoning = null)
{
    /// <summary>Part of <see cref="CacheWrite"/> that is kept for an hour, which costs more.</summary>
    public long? CacheWrite1h { get; init; }

    /// <summary>Part of <see cref="Input"/> that was sound.</summary>
    public long? InputAudio { get; init; }

    /// <summary>Part of <see cref="Output"/> that was sound.</summary>
    public long? OutputAudio { get; init; }

    /// <summary>Part of <see cref="Output"/> that was images.</summary>
    public long? OutputImage { get; init; }

    /// <summary>Searches of the web that the provider made and bills by the piece.</summary>
    public long? WebSearches { get; init; }

    /// <summary>Searches of stored files that the provider made and bills by the piece.</summary>
    public long? FileSearches { get; init; }

    /// <summary>Images made, where they are billed by the piece.</summary>
    public long? Images { get; init; }

    /// <summary>Characters spoken.</summary>
    public long? Characters { get; init; }

    /// <summary>Seconds of sound written down, a part of one rounded up.</summary>
    public long? Seconds { get; init; }

    /// <summary>What rerankings are billed by.</summary>
    public long? SearchUnits { get; init; }

    /// <summary>How the provider served it.</summary>
    public ServiceTier Tier { get; init; }
}

/// <summary>Ways of serving that have prices of their own.</summary>
public enum ServiceTier
{
    Standard,

    /// <summary>Answered within a day.</summary>
    Batch,

    /// <summary>Answered when there is room.</summary>
    Flex,

    /// <summary>Answered before others.</summary>
    Priority,
}
