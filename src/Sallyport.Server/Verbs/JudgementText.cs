using System.Globalization;
using System.Text;
using Sallyport.Control.Evidence;
using Sallyport.Ledger.Verification;
using static System.FormattableString;

namespace Sallyport.Server.Verbs;

/// <summary>A judgement for people: one fact a line, the verdict last.</summary>
internal static class JudgementText
{
    public static string Of(LedgerJudgement judgement)
    {
        var (report, evidence) = (judgement.Report, judgement.Evidence);
        var last = report.Checkpoints.LastOrDefault(c => c.Holds);
        var text = new StringBuilder();
        Line("log", Invariant($"{report.Origin}, {report.Size} records, {report.Tombstones} of them taken away by retention, {report.OpenIntents} intents open"));
        foreach (var key in judgement.Keys) Line("key", judgement.KeyGiven ? $"{key}" : $"{key} (named by the log itself: who writes a whole log anew names his own; give --key)");
        Line("covered", Invariant($"{report.VerifiedThrough} records by {report.CheckpointCount} checkpoints{(last is { Witnesses.Count: > 0 } ? $", the last seen by {string.Join(", ", last.Witnesses)}" : "")}"));
        Line("tail", Invariant($"{report.Tail} records after the last checkpoint, held by the chain of hashes alone"));
        Line("open", Invariant($"{report.Window.Leaves} records, {report.Window.Seconds:F1} s: what somebody with this host and the log's key could still change unnoticed; {report.Window.LongestSeconds:F1} s at most in the whole log"));
        Line("outside", evidence.Checked == 0
            ? "nothing is kept outside the log: a log cut back to an earlier state of itself could not be told from a whole one"
            : Invariant($"{evidence.Checked} checkpoints kept outside the log, the largest of {evidence.Largest} records{(evidence.Missing > 0 ? Invariant($": {evidence.Missing} records are missing") : "")}"));
        Line("speed", Invariant($"{report.Size} records in {judgement.Seconds:F2} s, {report.Size / Math.Max(judgement.Seconds, 1e-9):F0} a second"));
        Findings("warning", report.WarningCount, report.Warnings);
        Findings("problem", report.ProblemCount, report.Problems);
        Findings("problem", evidence.ProblemCount, evidence.Problems);
        Line("result", judgement.Good ? "sound" : Invariant($"NOT SOUND: {report.ProblemCount + evidence.ProblemCount} problem(s)"));
        return text.ToString();

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name,-8}  {value}\n");

        void Findings(string name, long count, IReadOnlyList<VerificationFinding> findings)
        {
            foreach (var finding in findings) Line(name, finding.Sequence is { } at ? Invariant($"{finding.Code} at {at}: {finding.Sentence}") : $"{finding.Code}: {finding.Sentence}");
            if (count > findings.Count) Line(name, Invariant($"and {count - findings.Count} more"));
        }
    }
}
