using Sallyport.Control.Evidence.Providers;
using Sallyport.Gateway.Audit.Proofs;

namespace Sallyport.Control.Evidence.Exposure;

/// <summary>Scope of exposure: what happened within a key, a person, a model, a provider, an upstream, a policy version or a period.</summary>
/// <param name="Requests">How many, and what became of them.</param>
/// <param name="List">The newest of them.</param>
/// <param name="Proofs">That they are in the log, for the newest.</param>
/// <param name="People">By reference of the subject, most requests first; at most 1,000.</param>
/// <param name="PeopleCount">How many there are.</param>
/// <param name="Data">Sensitivities, labels and what detectors found.</param>
/// <param name="Destinations">What left, and to where.</param>
/// <param name="StoredHere">What this gateway still has.</param>
/// <param name="OtherKeys">Further keys of the same people.</param>
/// <param name="Certainty">How sure all this is.</param>
public sealed record ExposureView(
    ExposureScope Scope, ExposureCounts Requests, IReadOnlyList<ExposedRequest> List, IReadOnlyList<LeafProof> Proofs, IReadOnlyList<ExposedPerson> People, int PeopleCount, IReadOnlyList<ExposedTeam> Teams,
    ExposedData Data, IReadOnlyList<Destination> Destinations, StoredHere StoredHere, IReadOnlyList<OtherKey> OtherKeys, Certainty Certainty);

/// <summary>What was asked, with a subject's name replaced by its reference.</summary>
public sealed record ExposureScope(string? Key, string? Subject, string? Model, string? Provider, string? Upstream, string? Policy, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Requests by outcome. Each counts once below "total".</summary>
/// <param name="Sent">Left, or may have left, for an upstream: of any outcome.</param>
/// <param name="Masked">Sent, or answered, with something taken out.</param>
/// <param name="Blocked">Ended by a guardrail; an answer that was blocked had left as a request.</param>
/// <param name="BlockedUnsent">Blocked before anything left.</param>
/// <param name="FailedOpen">Sent although a check could not run.</param>
/// <param name="Interrupted">Sent, and the gateway ended before the answer did; among failed.</param>
/// <param name="Redactions">Values taken out or put in.</param>
/// <param name="Unpriced">Requests that left and whose cost is not known.</param>
public sealed record ExposureCounts(
    long Total, long Sent, long Allowed, long Masked, long Blocked, long BlockedUnsent, long Refused, long Failed, long FailedOpen, long Interrupted,
    long InputTokens, long OutputTokens, long Redactions, long CostNanoUsd, long Unpriced, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen);

/// <summary>One request. <c>sallyport audit proof SEQUENCE</c> proves its leaf.</summary>
public sealed record ExposedRequest(long Sequence, DateTimeOffset At, string Key, string Subject, string Model, string Provider, string Upstream, string Decision, string Sensitivity, long InputTokens, long OutputTokens);

/// <summary>A person, by the reference that the record has.</summary>
public sealed record ExposedPerson(string Subject, string Organization, string Team, long Requests, long Sent);

/// <summary>A team or, where it is empty, the rest of an organization.</summary>
public sealed record ExposedTeam(string Organization, string Team, long Requests, long Sent);

/// <summary>Kinds of data.</summary>
public sealed record ExposedData(IReadOnlyList<ExposedClass> Sensitivities, IReadOnlyList<ExposedClass> Labels, IReadOnlyList<ExposedFinding> Findings, IReadOnlyList<ExposedClass> Unscanned);

/// <summary>A word and how many requests it was said of.</summary>
public sealed record ExposedClass(string Name, long Requests, long Sent);

/// <summary>What one detector found.</summary>
/// <param name="Requests">In how many.</param>
/// <param name="Count">How often.</param>
public sealed record ExposedFinding(string Detector, string Direction, string Action, long Requests, long Count);

/// <summary>Where requests went.</summary>
/// <param name="ReceivedFirst">True for an upstream that may have received requests that another one answered.</param>
/// <param name="Host">Of the upstream as configured now; null if no configuration was at hand or it is no longer there.</param>
/// <param name="Terms">What is known of the provider's handling; null if nothing is: treat that as the worst case.</param>
public sealed record Destination(string Provider, string Upstream, string Model, bool ReceivedFirst, long Requests, long InputTokens, long OutputTokens, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, string? Host, DestinationTerms? Terms);

/// <summary>Facts about a provider, with source and date. Your contract wins over them.</summary>
/// <param name="Expired">True if they were due for review by now: then treat them as not confirmed.</param>
/// <param name="Subprocessors">Always "unknown": no list of subprocessors is shipped; ask the provider.</param>
public sealed record DestinationTerms(string Name, SourcedFact Residency, SourcedFact Retention, SourcedFact Training, SourcedFact ZeroRetention, string Subprocessors, bool Expired);

/// <summary>What this gateway still has of these requests.</summary>
/// <param name="Records">Result leaves; each has ids, counts and decisions, never content.</param>
/// <param name="Reviews">Open and closed items to look at, of the key asked for; null if no key was asked for. They hold counts of findings.</param>
/// <param name="Content">What of prompts and answers.</param>
public sealed record StoredHere(long Records, int? Reviews, string Content);

/// <summary>Another key of a subject that is in scope.</summary>
public sealed record OtherKey(string Key, string Subject, string Organization, string Team);
