namespace Sallyport.Gateway.Audit;

/// <summary>How long an exchange waits for its record.</summary>
public enum AuditMode
{
    /// <summary>The intent is durable before the request leaves, the result before the answer's last byte does.</summary>
    Strict,

    /// <summary>The intent is durable before the request leaves, the result within 250 ms of the end.</summary>
    Standard,

    /// <summary>Nothing waits: after a crash what came in the last moments may be missing. For measuring, and for who can afford that.</summary>
    Async,
}

/// <summary>What happens to traffic while the log cannot be written. Changes by administrators are refused in each case.</summary>
public enum AuditFailure
{
    /// <summary>Exchanges are refused; administrators may still read.</summary>
    BlockDataPlane,

    /// <summary>Exchanges and the admin API are refused, but for health, metrics and the status page.</summary>
    BlockAll,

    /// <summary>The second device alone takes the records; refused if it cannot either.</summary>
    MirrorOnly,

    /// <summary>Exchanges pass without a record and are counted; a gap entry says how many.</summary>
    AllowWithGap,
}

/// <summary>What is recorded of an exchange, and when.</summary>
/// <param name="Mode">Default strict. Changes by administrators are always strict.</param>
/// <param name="Digests">Whether keyed digests of request and answer bodies are recorded; default true. They cost about 0.6 ns a byte.</param>
/// <param name="OnFailure">What happens while the log cannot be written; default: exchanges are refused.</param>
public sealed record AuditPolicy(AuditMode Mode = AuditMode.Strict, bool Digests = true, AuditFailure OnFailure = AuditFailure.BlockDataPlane)
{
    /// <summary>Of which exchanges the texts are kept; null for none.</summary>
    public Capture.CapturePolicy? Capture { get; init; }

    /// <summary>How long the record is kept.</summary>
    public RetentionPolicy Retention { get; init; } = RetentionPolicy.Default;

    /// <summary>Whether an exchange may pass without a record now.</summary>
    public bool LetsPass(LedgerState ledger) => OnFailure is AuditFailure.AllowWithGap && ledger.Condition is not LedgerCondition.Contradicted;
}
