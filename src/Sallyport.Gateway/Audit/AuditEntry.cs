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

    /// <summary>A change by an administrator: key created, revoked, configuration loaded.</summary>
    Admin = 4,
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

/// <summary>One record. Holds ids, counts and decisions; never content, keys or matched values.</summary>
public sealed record AuditEntry
{
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
    public string? User { get; init; }
    public string? Application { get; init; }
    public string? Purpose { get; init; }
    public string? TraceId { get; init; }
    public string? ClientAddress { get; init; }
    public Endpoint? Endpoint { get; init; }
    public string? ModelAsked { get; init; }
    public string? ModelUsed { get; init; }
    public string? Upstream { get; init; }
    public string? Provider { get; init; }
    public bool Stream { get; init; }
    public string? Sensitivity { get; init; }
    public Decision? Decision { get; init; }

    /// <summary>Code of the rejection, as in docs/errors.md; null if there was none.</summary>
    public string? Rejection { get; init; }

    public IReadOnlyList<FindingCount> Findings { get; init; } = [];

    /// <summary>Positions that were let pass without inspection, by capability: "media".</summary>
    public IReadOnlyList<string> Unscanned { get; init; } = [];

    /// <summary>HTTP status that the client got.</summary>
    public int? Status { get; init; }

    public int? UpstreamStatus { get; init; }
    public int Attempts { get; init; }
    public long? InputTokens { get; init; }
    public long? OutputTokens { get; init; }
    public long? CachedInputTokens { get; init; }
    public long? ReasoningTokens { get; init; }

    /// <summary>Cost in nano-USD; null if the price is unknown.</summary>
    public long? CostNanoUsd { get; init; }

    public long? LatencyMicroseconds { get; init; }

    /// <summary>Time that the gateway itself took before the request left, in microseconds.</summary>
    public long? OverheadMicroseconds { get; init; }

    /// <summary>Version of the configuration in force.</summary>
    public string? ConfigurationVersion { get; init; }

    /// <summary>Admin entries: what was done ("key.created") and to what.</summary>
    public string? Action { get; init; }

    public string? Target { get; init; }
    public string? Actor { get; init; }

    /// <summary>Admin entries: names of the fields that changed, never their values: "scopes".</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];
}
