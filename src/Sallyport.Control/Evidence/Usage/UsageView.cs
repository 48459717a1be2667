namespace Sallyport.Control.Evidence.Usage;

/// <summary>Usage of a period.</summary>
/// <param name="From">Beginning as used: a full hour or day, UTC.</param>
/// <param name="To">End as used, not included.</param>
/// <param name="Grain">"hour" or "day": of which rows it was made.</param>
/// <param name="Total">Sum of all groups, shown or not.</param>
/// <param name="Groups">How many groups there are.</param>
/// <param name="Rows">By time if grouped by it, else most requests first.</param>
/// <param name="FoldedLeaves">How many leaves of the record these figures hold.</param>
/// <param name="Leaves">How many the record has.</param>
public sealed record UsageView(DateTimeOffset From, DateTimeOffset To, string Grain, UsageSum Total, int Groups, IReadOnlyList<UsageRow> Rows, long FoldedLeaves, long Leaves);

/// <summary>One group.</summary>
/// <param name="Group">Value of each dimension asked for; empty where the record does not say.</param>
public sealed record UsageRow(IReadOnlyDictionary<string, string> Group, UsageSum Sum);

/// <summary>What was used.</summary>
/// <param name="Requests">All, refused ones too.</param>
/// <param name="Sent">Those that left for an upstream.</param>
/// <param name="Blocked">Those that a guardrail ended.</param>
/// <param name="CostNanoUsd">In billionths of a US dollar, as far as prices are known.</param>
/// <param name="Unpriced">Requests that left and whose cost is not known.</param>
/// <param name="Redactions">Values taken out or put in.</param>
public sealed record UsageSum(long Requests, long Sent, long Blocked, long InputTokens, long OutputTokens, long CachedInputTokens, long ReasoningTokens, long CostNanoUsd, long Unpriced, long Redactions);
