namespace Sallyport.Ledger.Verification;

/// <summary>What a verifier can find. Reports are kept for years: a code may be added, never changed.</summary>
public static class FindingCodes
{
    /// <summary>A leaf is not the one spelling of its record.</summary>
    public const string NotCanonical = "not_canonical";

    /// <summary>A leaf states another place than it has, or none.</summary>
    public const string WrongSequence = "wrong_sequence";

    /// <summary>A leaf does not name the hash of the leaf before it.</summary>
    public const string BrokenChain = "broken_chain";

    /// <summary>A leaf has no time, or not in the one form.</summary>
    public const string NoTime = "no_time";

    /// <summary>Leaves are missing from what the source holds.</summary>
    public const string LeavesMissing = "leaves_missing";

    /// <summary>A leaf does not have the hash that the tile of level 0 keeps for it.</summary>
    public const string LeafDiffers = "leaf_differs";

    /// <summary>A tile of a higher level does not follow from the leaves.</summary>
    public const string TileDiffers = "tile_differs";

    /// <summary>A tile that a checkpoint needs is not there.</summary>
    public const string TileMissing = "tile_missing";

    /// <summary>A record is gone and no <c>audit.pruned</c> leaf says that it may be.</summary>
    public const string UnexplainedTombstone = "unexplained_tombstone";

    /// <summary>An <c>audit.pruned</c> leaf does not name a range of earlier leaves.</summary>
    public const string MalformedPruning = "malformed_pruning";

    /// <summary>A leaf closes something that is not an earlier intent.</summary>
    public const string NoSuchIntent = "no_such_intent";

    /// <summary>A checkpoint cannot be read, or is not signed by the log.</summary>
    public const string BadCheckpoint = "bad_checkpoint";

    /// <summary>A checkpoint states another root than the leaves have.</summary>
    public const string WrongRoot = "wrong_root";

    /// <summary>Checkpoints do not grow.</summary>
    public const string CheckpointOrder = "checkpoint_order";

    /// <summary>A checkpoint speaks of more leaves than there are.</summary>
    public const string CheckpointBeyondEnd = "checkpoint_beyond_end";

    /// <summary>The storage is damaged.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Warning: time ran backwards by more than 5 seconds.</summary>
    public const string ClockBack = "clock_back";

    /// <summary>Warning: time ran backwards by more than an hour.</summary>
    public const string ClockFarBack = "clock_far_back";

    /// <summary>Warning: an intent was closed more than once.</summary>
    public const string ClosedTwice = "closed_twice";

    /// <summary>Warning: a checkpoint has fewer cosignatures than the policy asks for.</summary>
    public const string NoQuorum = "no_quorum";

    /// <summary>Warning: nothing is signed yet, so only the chain holds the leaves.</summary>
    public const string NoCheckpoint = "no_checkpoint";
}
