namespace Sallyport.Gateway.Admission;

/// <summary>A budget for each request by itself: nothing is counted, the most that the request can use is compared.</summary>
/// <param name="Id">Name of the budget.</param>
/// <param name="Unit">Tokens or money.</param>
/// <param name="Most">In tokens or nano-USD.</param>
/// <param name="Match">Whose requests.</param>
/// <param name="Ceiling">Price for models without one; null refuses them. Money only.</param>
public sealed record RequestCap(string Id, LimitUnit Unit, long Most, RuleMatch Match, CeilingPrice? Ceiling);
