namespace Sallyport.Gateway.Admission;

/// <summary>When a request goes to another model than it asks for.</summary>
/// <param name="Id">Name in the configuration: shown to the client and in the record.</param>
/// <param name="To">The model to ask instead.</param>
/// <param name="Match">Whose requests, and for which models.</param>
/// <param name="MaxInputTokens">Only requests of at most this size; null for any.</param>
/// <param name="Budget">Only while this budget is nearly spent; null for always.</param>
/// <param name="FromPercent">How nearly.</param>
public sealed record CheaperRule(string Id, string To, RuleMatch Match, int? MaxInputTokens, string? Budget, int FromPercent);
