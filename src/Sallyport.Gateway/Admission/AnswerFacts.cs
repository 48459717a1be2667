using Sallyport.Providers;

namespace Sallyport.Gateway.Admission;

/// <summary>What settling needs to know of an answer.</summary>
/// <param name="Status">The upstream's; null if there was no answer.</param>
/// <param name="Usage">As far as the upstream reported it.</param>
/// <param name="CostNanoUsd">Of the usage; null if unknown.</param>
/// <param name="IsCut">True if the answer ended before its end: what was reported is then not the whole.</param>
/// <param name="SeenBytes">Of what the model said, in UTF-8.</param>
/// <param name="MayThinkUnseen">True if the model may have thought what it did not say.</param>
/// <param name="Day">Of the exchange: prices are those of that day.</param>
internal readonly record struct AnswerFacts(int? Status, TokenUsage Usage, long? CostNanoUsd, bool IsCut, long SeenBytes, bool MayThinkUnseen, DateOnly Day);
