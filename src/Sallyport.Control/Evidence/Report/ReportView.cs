using Sallyport.Control.Evidence.Exposure;
using Sallyport.Gateway.Audit.Proofs;

namespace Sallyport.Control.Evidence.Report;

/// <summary>The four questions about a key and a period.</summary>
/// <param name="Access">Who had access to the key, and when did that change?</param>
/// <param name="Volume">How much was sent, to whom, of which class?</param>
/// <param name="Anomalies">Was there anything unusual?</param>
/// <param name="Enforcement">Was the policy enforced?</param>
public sealed record ReportView(string Key, DateTimeOffset? From, DateTimeOffset To, KeyAccess Access, SentVolume Volume, KeyAnomalies Anomalies, Enforcement Enforcement, Certainty Certainty);

/// <summary>Access to a key.</summary>
/// <param name="Changes">Every change of the key up to the end of the period, oldest first: made by whom, for whom.</param>
/// <param name="Subjects">Whose data the key's requests of the period were, and how many.</param>
/// <param name="Readers">Who asked the record about this key.</param>
public sealed record KeyAccess(IReadOnlyList<KeyEvent> Changes, IReadOnlyList<ExposedPerson> Subjects, IReadOnlyList<KeyEvent> Readers);

/// <summary>One leaf about a key.</summary>
/// <param name="Actor">Who did it.</param>
/// <param name="Outcome">"allowed", or "failed" for a change that was recorded and then could not be made.</param>
/// <param name="Changed">Names of the fields.</param>
/// <param name="Subject">Reference of the person the key belongs to; null if to none.</param>
/// <param name="Person">Name, if it was asked for; "[erased]" if the subject's key is gone.</param>
public sealed record KeyEvent(long Sequence, DateTimeOffset At, string Action, string? Actor, string? Role, string? Outcome, IReadOnlyList<string> Changed, string? Organization, string? Team, string? Subject, string? Person);

/// <summary>What left. Volume is counted in tokens; bytes are not recorded.</summary>
public sealed record SentVolume(long Requests, long InputTokens, long OutputTokens, long CostNanoUsd, long Unpriced, IReadOnlyList<SentPart> ByProvider, IReadOnlyList<SentPart> BySensitivity, IReadOnlyList<SentPart> ByModel, IReadOnlyList<Destination> Destinations);

/// <summary>A part of what left.</summary>
public sealed record SentPart(string Name, long Requests, long InputTokens, long OutputTokens, long CostNanoUsd);

/// <summary>What was unusual.</summary>
/// <param name="Rule">How it was judged.</param>
/// <param name="Spikes">Hours far above what was usual, the largest first; at most 100.</param>
/// <param name="Firsts">What the key had never done before, as far as is kept.</param>
/// <param name="HoursJudged">Hours with traffic that were compared.</param>
/// <param name="HoursNotJudged">Hours with traffic that had too little history.</param>
public sealed record KeyAnomalies(string Rule, IReadOnlyList<Spike> Spikes, int SpikeCount, IReadOnlyList<FirstUse> Firsts, int HoursJudged, int HoursNotJudged);

/// <summary>One hour.</summary>
/// <param name="Measure">"requests" or "tokens".</param>
/// <param name="Usual">Median of the hours compared with.</param>
/// <param name="Threshold">What it had to exceed.</param>
public sealed record Spike(DateTimeOffset Hour, string Measure, long Value, long Usual, long Threshold);

/// <summary>A first time.</summary>
/// <param name="Kind">"model", "provider", "upstream", "endpoint", "sensitivity", "environment", "application", "subject", "policy" or "night_hour".</param>
public sealed record FirstUse(string Kind, string Value, DateTimeOffset At, long Sequence);

/// <summary>Proof that classification and redaction were enforced.</summary>
/// <param name="Counts">What became of the requests.</param>
/// <param name="Data">What was found in them.</param>
/// <param name="Versions">Configurations in force, and how many requests ran under each.</param>
/// <param name="WithoutVersion">Requests that no policy version is recorded for: 0 unless they were refused before one applied.</param>
/// <param name="WithoutClass">Requests that left without a sensitivity.</param>
/// <param name="ConfigurationChanges">Changes of the configuration within the period.</param>
/// <param name="Proofs">That their leaves are in the signed log; check each with the log's key.</param>
/// <param name="ProofsAreAll">True if every request of the period has its proof here.</param>
public sealed record Enforcement(
    ExposureCounts Counts, ExposedData Data, IReadOnlyList<ExposedClass> Versions, long WithoutVersion, long WithoutClass, IReadOnlyList<ConfigurationEvent> ConfigurationChanges, IReadOnlyList<LeafProof> Proofs, bool ProofsAreAll);

/// <summary>A change of the configuration.</summary>
public sealed record ConfigurationEvent(long Sequence, DateTimeOffset At, string Action);
