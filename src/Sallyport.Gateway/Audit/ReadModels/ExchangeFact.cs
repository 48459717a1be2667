namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>One exchange, as its result leaf tells it. Unknown token counts are 0.</summary>
/// <param name="Sequence">Place of the result in the log.</param>
/// <param name="Findings">One line for each: "detector direction action count"; empty if nothing was found.</param>
/// <param name="CostNanoUsd">Null if the price or the usage is unknown.</param>
/// <param name="Redactions">Values that were taken out or put in.</param>
public sealed record ExchangeFact(
    long Sequence, DateTimeOffset At, Party Party, Passage Passage, PolicyMark Policy, string Findings,
    long InputTokens, long OutputTokens, long CachedInputTokens, long ReasoningTokens, long? CostNanoUsd, long Redactions);
