using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sallyport.Ledger.Verification;

/// <summary>What the verifier found of a log. Names in JSON are frozen: reports are kept for years.</summary>
/// <param name="Origin">The log's name, from the policy.</param>
/// <param name="Size">Leaves stored.</param>
/// <param name="VerifiedThrough">Leaves covered by the last trusted checkpoint before the first problem.</param>
/// <param name="Tail">Leaves after the last checkpoint: only the chain of hashes orders them.</param>
/// <param name="Tombstones">Records taken away, their hashes kept.</param>
/// <param name="OpenIntents">Intents that nothing closed: exchanges under way, or a crash not yet recovered from.</param>
/// <param name="CheckpointCount">How many checkpoints were checked.</param>
/// <param name="Checkpoints">The last of them, at most <see cref="LedgerVerifier.MostListed"/>.</param>
/// <param name="Window">What is open to a cheat.</param>
/// <param name="ProblemCount">How many problems were found.</param>
/// <param name="Problems">The first of them, at most <see cref="LedgerVerifier.MostListed"/>.</param>
/// <param name="WarningCount">How many warnings there are.</param>
/// <param name="Warnings">The first of them, at most <see cref="LedgerVerifier.MostListed"/>.</param>
public sealed record VerificationReport(
    string Origin, long Size, long VerifiedThrough, long Tail, long Tombstones, long OpenIntents, long CheckpointCount, IReadOnlyList<VerifiedCheckpoint> Checkpoints,
    OpenWindow Window, long ProblemCount, IReadOnlyList<VerificationFinding> Problems, long WarningCount, IReadOnlyList<VerificationFinding> Warnings)
{
    /// <summary>No problem was found. Warnings do not count.</summary>
    public bool IsGood => ProblemCount == 0;

    /// <summary>The report for machines, indented.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.VerificationReport);
}

/// <summary>Writes reports without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(VerificationReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
