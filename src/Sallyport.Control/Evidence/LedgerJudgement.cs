using System.Text.Json;
using System.Text.Json.Serialization;
using Sallyport.Ledger.Verification;

namespace Sallyport.Control.Evidence;

/// <summary>What was found of a log. Names in JSON are frozen: judgements are kept for years.</summary>
/// <param name="Good">No problem was found, in the log or against what is kept outside of it.</param>
/// <param name="Keys">Keys of the log that were believed.</param>
/// <param name="KeyGiven">They were given by who asked, and not taken from the log itself.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Evidence">Against what is kept outside.</param>
/// <param name="Report">The log by itself.</param>
public sealed record LedgerJudgement(bool Good, IReadOnlyList<string> Keys, bool KeyGiven, double Seconds, EvidenceReport Evidence, VerificationReport Report)
{
    /// <summary>The judgement for machines, indented.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JudgementJson.Default.LedgerJudgement);
}

/// <summary>Writes judgements without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LedgerJudgement))]
internal sealed partial class JudgementJson : JsonSerializerContext;
