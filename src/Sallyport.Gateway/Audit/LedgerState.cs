namespace Sallyport.Gateway.Audit;

/// <summary>What the log can take now.</summary>
public enum LedgerCondition
{
    /// <summary>Everything.</summary>
    Writable,

    /// <summary>Its disk is full: what closes an open exchange is still tried, nothing new begins. Ends by itself when there is space.</summary>
    Full,

    /// <summary>Writing fails or hangs. Ends by itself when a write succeeds.</summary>
    Unwritable,

    /// <summary>It is not what this process wrote: deleted, replaced, rewound, or made read-only. Nothing is written until an operator has looked and restarts.</summary>
    Contradicted,
}

/// <summary>Whether the log can be written, for all who depend on it. Reported by whoever meets the fault; thread-safe.</summary>
public sealed class LedgerState
{
    /// <summary>Action of the entry that is written first when the log can be written again.</summary>
    public const string Resumed = "audit.resumed";

    private readonly Lock _gate = new();
    private volatile LedgerCondition _condition;
    private volatile string? _cause;

    /// <summary>Raised after a change of condition, on the thread that reported it. Handlers are quick and do not throw.</summary>
    public event Action<LedgerCondition>? Changed;

    public LedgerCondition Condition => _condition;

    /// <summary>Why it is not writable, as one word for people and records: "disk_full", "store_unavailable", "file_deleted". Null while it is.</summary>
    public string? Cause => _cause;

    /// <summary>True where a second device may take entries alone, and its last write did not fail.</summary>
    public bool MirrorTakes { get; set; }

    /// <summary>True while the second device alone takes entries.</summary>
    public bool IsMirrorOnly { get; set; }

    /// <summary>How full the file system of the data directory is, 0 to 100; -1 before the first look.</summary>
    public int DiskUsedPercent { get; set; } = -1;

    /// <summary>Leaves that the second device still lacks; null without one.</summary>
    public long? MirrorLag { get; set; }

    /// <summary>Whether an entry may be tried. What closes an exchange may, since the ballast keeps room for it; what begins something may not.</summary>
    public bool Takes(AuditEntry entry) => _condition switch
    {
        LedgerCondition.Writable => true,
        LedgerCondition.Contradicted => false,
        _ when MirrorTakes => true,
        // A refusal closes nothing: recording each would fill what room is left.
        _ => entry is { IntentSequence: not null } or { Type: AuditEntryType.Gap } or { Action: Resumed },
    };

    /// <summary>Notes a fault. A contradiction stays; of the others the first stays until <see cref="Recover"/>, except that a full disk explains any of them.</summary>
    public void Report(LedgerCondition condition, string cause)
    {
        lock (_gate)
        {
            if (_condition is LedgerCondition.Contradicted || condition == _condition) return;
            if (_condition is not LedgerCondition.Writable && condition is LedgerCondition.Unwritable) return;
            (_cause, _condition) = (cause, condition);
        }

        Changed?.Invoke(condition);
    }

    /// <summary>Notes that a write has succeeded and nothing else forbids the next.</summary>
    public void Recover()
    {
        lock (_gate)
        {
            if (_condition is LedgerCondition.Contradicted or LedgerCondition.Writable) return;
            (_cause, _condition) = (null, LedgerCondition.Writable);
        }

        Changed?.Invoke(LedgerCondition.Writable);
    }
}
