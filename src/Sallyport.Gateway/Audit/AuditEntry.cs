using Sallyport.Gateway.Forwarding;
using Sallyport.Providers;

namespace Sallyport.Gateway.Audit;

/// <summary>What an entry says. Numbers are frozen: they are stored.</summary>
public enum AuditEntryType
{
    /// <summary>Durable before the first byte of the exchange leaves for an upstream.</summary>
    Intent = 1,

    /// <summary>How an exchange ended: one for every exchange, refused ones too.</summary>
    Result = 2,

    /// <summary>Written at start-up for an intent that no result followed.</summary>
    Interrupted = 3,

    /// <summary>What an administrator or the gateway itself did: key created, configuration loaded, record read, subject erased.</summary>
    Admin = 4,

    /// <summary>The first leaf of a log: which log it is and which key signs it.</summary>
    Genesis = 5,

    /// <summary>How much went unrecorded while nothing could be written and the operator let traffic pass.</summary>
    Gap = 6,
}

/// <summary>What became of an exchange. Written to the record as these words in snake case.</summary>
public enum Decision
{
    /// <summary>Forwarded unchanged.</summary>
    Allowed = 1,

    /// <summary>Forwarded with something masked or restored.</summary>
    Redacted = 2,

    /// <summary>A guardrail said no.</summary>
    Blocked = 3,

    /// <summary>Refused for another reason: authentication, scope, limit, form.</summary>
    Refused = 4,

    /// <summary>Forwarded, and the upstream or the client failed.</summary>
    Failed = 5,

    /// <summary>A check could not run and the operator chose to let it pass.</summary>
    FailedOpen = 6,
}

/// <summary>How often one detector found something, and what was done.</summary>
/// <param name="Detector">Detector id.</param>
/// <param name="Direction">"request" or "response".</param>
/// <param name="Action">"flag", "redact", "pseudonymize" or "block"; with a "monitor:" prefix when only watched.</param>
/// <param name="Count">At least 1.</param>
public sealed record FindingCount(string Detector, string Direction, string Action, int Count);

/// <summary>What a gap says. Its count is exact.</summary>
/// <param name="From">First moment without a record.</param>
/// <param name="To">Last moment without a record.</param>
/// <param name="Count">Exchanges that went unrecorded.</param>
/// <param name="Cause">Why: "disk_full", "store_unavailable".</param>
public sealed record AuditGap(DateTimeOffset From, DateTimeOffset To, long Count, string Cause);

/// <summary>Who agreed to what needs two people, and why it was done.</summary>
public sealed record AuditApproval(IReadOnlyList<string> By, string Reason);

/// <summary>One record. Holds ids, counts and decisions; never content, keys or matched values.</summary>
public sealed record AuditEntry
{
    /// <summary>Action of <see cref="OfExtension"/>.</summary>
    public const string Extension = "limit.extended";

    public required AuditEntryType Type { get; init; }

    /// <summary>UUIDv7 of the exchange or admin action.</summary>
    public required Guid ExchangeId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Sequence number of the intent that a result or interruption closes; null where nothing was forwarded.</summary>
    public long? IntentSequence { get; init; }

    public string? KeyId { get; init; }
    public string? Environment { get; init; }
    public string? Organization { get; init; }
    public string? Team { get; init; }

    /// <summary>Cost centre of the key's owner.</summary>
    public string? Department { get; init; }

    /// <summary>A person: kept sealed under the key of <see cref="Subject"/>, and null when read back without it.</summary>
    public string? User { get; init; }
    public string? Application { get; init; }
    public string? Purpose { get; init; }
    public string? TraceId { get; init; }

    /// <summary>Address of the client: kept sealed like <see cref="User"/>.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>Whom the personal fields and digests concern; null where there are none.</summary>
    public SubjectKey? Subject { get; init; }
    public Endpoint? Endpoint { get; init; }
    public string? ModelAsked { get; init; }
    public string? ModelUsed { get; init; }

    /// <summary>Rule of the configuration that sent the request to a cheaper model than it asked for.</summary>
    public string? CheaperRule { get; init; }

    /// <summary>True if the answer came from the cache: nothing left, and it cost nothing.</summary>
    public bool IsFromCache { get; init; }

    public string? Upstream { get; init; }
    public string? Provider { get; init; }
    public bool Stream { get; init; }
    public string? Sensitivity { get; init; }
    public Decision? Decision { get; init; }

    /// <summary>Code of the rejection, as in docs/errors.md; null if there was none.</summary>
    public string? Rejection { get; init; }

    public IReadOnlyList<FindingCount> Findings { get; init; } = [];

    /// <summary>Classes of content and data that were seen: "source-code", "medical".</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>HMAC-SHA-256 of the request body as the client sent it, under the subject's key; 32 bytes or none.</summary>
    public ReadOnlyMemory<byte> PromptDigest { get; init; }

    /// <summary>HMAC-SHA-256 of the answer's body as the upstream sent it, under the subject's key; 32 bytes or none.</summary>
    public ReadOnlyMemory<byte> AnswerDigest { get; init; }

    /// <summary>HMAC-SHA-256 of the texts that were kept, under the subject's key: of the request in an intent, of the answer in a result; 32 bytes or none.</summary>
    public ReadOnlyMemory<byte> ContentDigest { get; init; }

    /// <summary>Positions that were let pass without inspection, by capability: "media".</summary>
    public IReadOnlyList<string> Unscanned { get; init; } = [];

    /// <summary>HTTP status that the client got.</summary>
    public int? Status { get; init; }

    public int? UpstreamStatus { get; init; }
    public int Attempts { get; init; }

    /// <summary>Attempts that failed before the last one, and targets that were passed over, in order; at most 16.</summary>
    public IReadOnlyList<FailedAttempt> Tried { get; init; } = [];

    public long? InputTokens { get; init; }
    public long? OutputTokens { get; init; }
    public long? CachedInputTokens { get; init; }
    public long? ReasoningTokens { get; init; }

    /// <summary>Cost in nano-USD; null if the price is unknown.</summary>
    public long? CostNanoUsd { get; init; }

    /// <summary>Version of the prices that the cost was made with: a later change of prices changes no record.</summary>
    public string? PriceVersion { get; init; }

    public long? LatencyMicroseconds { get; init; }

    /// <summary>Time that the gateway itself took before the request left, in microseconds.</summary>
    public long? OverheadMicroseconds { get; init; }

    /// <summary>Version of the configuration in force, which holds all policies.</summary>
    public string? ConfigurationVersion { get; init; }

    /// <summary>Entries of a reload: the version before.</summary>
    public string? ConfigurationBefore { get; init; }

    /// <summary>Admin entries: what was done ("key.created") and to what.</summary>
    public string? Action { get; init; }

    public string? Target { get; init; }

    /// <summary>Kind of the target: "key", "subject", "range".</summary>
    public string? TargetType { get; init; }

    /// <summary>Sequence numbers that a range covers, both ends included.</summary>
    public (long From, long To)? TargetRange { get; init; }

    /// <summary>Until when what was done to the target lasts, or when it is complete: the end of a capture, the last backup of an erased key.</summary>
    public DateTimeOffset? TargetUntil { get; init; }

    public string? Actor { get; init; }

    /// <summary>What the actor may do, as far as it was told: "operator", "auditor".</summary>
    public string? Role { get; init; }

    public AuditApproval? Approval { get; init; }

    public AuditGap? Gap { get; init; }

    /// <summary>Admin entries: names of the fields that changed, never their values: "scopes".</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Changes of counters, applied in the transaction that writes this entry. Read back from a result: only those that <see cref="LeafCharges"/> does not know without.</summary>
    public IReadOnlyList<Admission.Charge> Charges { get; init; } = [];

    /// <summary>Says that an exchange takes more from its counters for another attempt. Closes no intent.</summary>
    /// <param name="charges">From <see cref="Admission.Take.TakeExtension"/>.</param>
    public static AuditEntry OfExtension(DateTimeOffset now, Guid exchange, IReadOnlyList<Admission.Charge> charges) =>
        new() { Type = AuditEntryType.Admin, ExchangeId = exchange, At = now, Action = Extension, Charges = charges };

    /// <summary>What an administrator or the gateway itself does now; the caller adds what more there is to say.</summary>
    /// <param name="action">"key.created", "configuration.loaded" and the like.</param>
    public static AuditEntry OfAction(DateTimeOffset now, string action) => new() { Type = AuditEntryType.Admin, ExchangeId = Guid.CreateVersion7(now), At = now, Action = action };
}
