namespace Sallyport.Gateway.Admission;

/// <summary>A limit or budget and whom it applies to.</summary>
/// <param name="Rule">What is counted.</param>
/// <param name="IsBudget">True if running out of it is told as <c>budget_exhausted</c> and not as <c>rate_limited</c>.</param>
/// <param name="Ceiling">Price for models without one; null refuses them. Money only.</param>
public sealed record AppliedRule(LimitRule Rule, RuleMatch Match, bool IsBudget, CeilingPrice? Ceiling);
