namespace Sallyport.Control.Evidence.Reconciliation;

/// <summary>What a provider says was used on a day (UTC), for one model. Null where its export does not say.</summary>
/// <param name="Model">As the provider names it; empty if its export does not break down by model.</param>
/// <param name="InputTokens">Cached ones included.</param>
public sealed record ProviderUse(DateOnly Day, string Model, long? Requests, long? InputTokens, long? OutputTokens, long? NanoUsd);
