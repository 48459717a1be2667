namespace Sallyport.Gateway.Alerts;

/// <summary>What somebody should know. Holds ids, amounts and times; never content, and persons only under a pseudonym.</summary>
/// <param name="Id">Says what happened to what in which window, so that the same is never told twice: "budget/team-day#acme/research/1772323200/80".</param>
/// <param name="Topic">What alerts that follow each other have in common, at most 255 characters: a pager updates one incident.</param>
/// <param name="At">When it was noticed.</param>
/// <param name="Summary">One line without control characters.</param>
/// <param name="Facts">The same for programs: one JSON object.</param>
/// <param name="KeepUntil">Until when the id must be remembered; null for ever.</param>
public sealed record Alert(string Id, string Topic, AlertKind Kind, AlertSeverity Severity, DateTimeOffset At, string Summary, string Facts, DateTimeOffset? KeepUntil);
