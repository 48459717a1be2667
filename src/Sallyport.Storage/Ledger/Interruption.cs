using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Ledger;

/// <summary>What is written for an intent whose gateway is gone.</summary>
internal static class Interruption
{
    public static AuditEntry Of(Leaf intent, DateTimeOffset now) =>
        intent.Entry with { Type = AuditEntryType.Interrupted, At = now, IntentSequence = intent.Sequence, Decision = Decision.Failed, PromptDigest = default, Charges = [.. intent.Entry.Charges.Select(LeafCharges.AtReservation)] };
}
