namespace Sallyport.Ledger.Notes;

/// <summary>What of a signed checkpoint holds.</summary>
/// <param name="Checkpoint">What it says; null if it could not be read.</param>
/// <param name="Witnesses">Whose cosignatures hold, each witness once.</param>
/// <param name="Quorum">How many the policy asks for.</param>
/// <param name="Problem">Why the log's own word cannot be taken; null if it can.</param>
public sealed record CheckpointJudgement(Checkpoint? Checkpoint, IReadOnlyList<WitnessStatement> Witnesses, int Quorum, string? Problem)
{
    /// <summary>The log signed it and no known signature fails.</summary>
    public bool IsSigned => Problem is null;

    /// <summary>The log signed it and enough witnesses saw it.</summary>
    public bool IsTrusted => IsSigned && Witnesses.Count >= Quorum;
}
