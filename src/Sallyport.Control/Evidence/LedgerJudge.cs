using System.Text.Json;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;

namespace Sallyport.Control.Evidence;

/// <summary>Judges a log offline: the log by itself, then against what is kept outside of it.</summary>
public static class LedgerJudge
{
    /// <param name="source">The log. Opened after <paramref name="outside"/> was read: a log only grows.</param>
    /// <param name="trust">Whom to believe.</param>
    /// <param name="outside">Checkpoints kept somewhere else.</param>
    /// <exception cref="FormatException">The keys do not fit together, or none is given and the log names none; the message says why.</exception>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The store stopped answering.</exception>
    public static async Task<LedgerJudgement> JudgeAsync(ILedgerSource source, LedgerTrust trust, IReadOnlyList<OutsideCheckpoint> outside, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var keys = trust.LogKeys.Count > 0 ? trust.LogKeys : [await NamedKeyAsync(source, cancellation) ?? throw new FormatException("the log does not say which key signs it; name the key with --key")];
        var policy = new CheckpointPolicy([.. keys.Select(NoteVerifier.Parse)], [.. trust.Witnesses.Select(NoteVerifier.Parse)], trust.Quorum);
        var report = await LedgerVerifier.VerifyAsync(source, policy, cancellation);
        var evidence = await EvidenceChecker.CompareAsync(source, policy, outside, cancellation);
        return new LedgerJudgement(report.IsGood && evidence.ProblemCount == 0, keys, trust.LogKeys.Count > 0, time.GetElapsedTime(began).TotalSeconds, evidence, report);
    }

    /// <summary>The key in the log's first leaf.</summary>
    private static async Task<string?> NamedKeyAsync(ILedgerSource source, CancellationToken cancellation)
    {
        try
        {
            await foreach (var batch in source.ReadLeavesAsync(cancellation)) return batch is [{ IsTombstone: false } first, ..] ? LeafReader.Read(first.Json.Span).Entry.Target : null;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            // then it names none
        }

        return null;
    }
}
