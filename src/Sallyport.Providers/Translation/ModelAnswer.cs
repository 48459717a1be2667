namespace Sallyport.Providers.Translation;

/// <summary>What a model answered, in no vendor's words.</summary>
public sealed class ModelAnswer
{
    /// <summary>The provider's id; null if it gave none.</summary>
    public string? Id { get; set; }

    public string? Model { get; set; }

    /// <summary>Seconds since 1970; null if the provider does not say.</summary>
    public long? CreatedAt { get; set; }

    /// <summary>In order; at least one unless the prompt was refused.</summary>
    public List<AnswerChoice> Choices { get; } = [];

    /// <summary>As <see cref="Providers.TokenUsage"/> has it: input holds cached tokens, output holds reasoning.</summary>
    public TokenUsage Usage { get; set; }
}

/// <summary>One of the answers.</summary>
/// <param name="StopSequence">The sequence that ended it; null if none did or the dialect does not say which.</param>
public sealed record AnswerChoice(List<Part> Parts, StopReason Stop, string? StopSequence = null);

/// <summary>Why an answer ended.</summary>
public enum StopReason
{
    /// <summary>The model was done.</summary>
    Completed,

    /// <summary>The cap on tokens, or the context window, was reached.</summary>
    Length,

    /// <summary>The client shall run tools.</summary>
    ToolCalls,

    StopSequence,

    /// <summary>The provider's filter cut in, or the model declined.</summary>
    ContentFilter,
}
