namespace Sallyport.Ledger.Verification;

/// <summary>Collects findings: counts all, keeps the first.</summary>
internal sealed class Findings
{
    private readonly List<VerificationFinding> _problems = [], _warnings = [];

    public long ProblemCount { get; private set; }

    public long WarningCount { get; private set; }

    public IReadOnlyList<VerificationFinding> Problems => _problems;

    public IReadOnlyList<VerificationFinding> Warnings => _warnings;

    public void Problem(string code, long? sequence, string sentence)
    {
        if (ProblemCount++ < LedgerVerifier.MostListed) _problems.Add(new VerificationFinding(code, sequence, sentence));
    }

    public void Warning(string code, long? sequence, string sentence)
    {
        if (WarningCount++ < LedgerVerifier.MostListed) _warnings.Add(new VerificationFinding(code, sequence, sentence));
    }
}
