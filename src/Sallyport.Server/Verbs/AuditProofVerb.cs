using System.CommandLine;
using System.Globalization;
using System.Text;
using Sallyport.Control;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit.Proofs;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit proof</c>: makes a proof that a record is in the log, or checks one, with nothing but two files and a key.</summary>
internal static class AuditProofVerb
{
    public static Command Create()
    {
        var trust = new TrustOptions();
        var sequence = new Argument<string?>("SEQ") { Description = "Number of the record: the x-audit-seq that the client got", DefaultValueFactory = _ => null };
        var check = new Option<string?>("--check") { Description = "Proof to check instead of making one. Needs --leaf and --key", HelpName = "FILE" };
        var leaf = new Option<string?>("--leaf") { Description = "The record's own bytes: written when a proof is made, read when one is checked", HelpName = "FILE" };
        var output = new Option<string?>("--output") { Description = "File for the proof. Default: standard output", HelpName = "FILE" };
        var command = new Command("proof", "Prove that a record is in the log, or check such a proof") { sequence, check, leaf, output };
        trust.AddTo(command);
        return command.Runs(
            (session, cancellation) => ProveAsync(session, session.Parsed.GetValue(sequence), session.Parsed.GetValue(output), session.Parsed.GetValue(leaf), cancellation),
            instead: parsed => parsed.GetValue(check) is { } file ? () => CheckAsync(parsed, file, parsed.GetValue(leaf), trust.Read(parsed)) : null);
    }

    private static async Task<int> ProveAsync(Session session, string? text, string? output, string? leaf, CancellationToken cancellation)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return await session.RefuseAsync(Problem.Invalid(["SEQ: must be a number, the x-audit-seq of an answer."]));
        using var checkpointer = AuditCheckpointVerb.CheckpointerOf(session.Data);
        if (!(await new AuditProofs(session.Data.Ledger, new LeafProver(session.Data.Ledger), checkpointer).ProveAsync(sequence, cancellation)).TryGet(out var proven, out var problem)) return await session.RefuseAsync(problem);
        await new AuditReads(session.Data.Audit, TimeProvider.System).AppendAsync("audit.proved", "record", sequence.ToString(CultureInfo.InvariantCulture), Actor, cancellation);
        try
        {
            if (leaf is not null) DurableFile.Write(Path.GetFullPath(leaf), proven.Leaf.Json.Span);
            if (output is not null) DurableFile.Write(Path.GetFullPath(output), Encoding.UTF8.GetBytes(proven.Proof.Format()));
            else await session.Output.WriteAsync(proven.Proof.Format());
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await session.RefuseAsync(new Problem("output_failed", 400, e.Message));
        }
    }

    private static async Task<int> CheckAsync(ParseResult parsed, string file, string? leaf, LedgerTrust trust)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            if (leaf is null || trust.LogKeys.Count == 0) throw new FormatException("--check needs --leaf FILE, the record, and --key VKEY, the log's public key from a place that you trust.");
            var policy = new CheckpointPolicy([.. trust.LogKeys.Select(NoteVerifier.Parse)], [.. trust.Witnesses.Select(NoteVerifier.Parse)], trust.Quorum);
            var hash = new byte[LeafHash.Size];
            LeafHash.Compute((await File.ReadAllBytesAsync(leaf)).AsSpan().TrimEnd("\r\n"u8), hash);
            if (!TlogProof.TryParse(await File.ReadAllTextAsync(file), out var proof)) return await FailAsync("the file is not a tlog-proof");
            if (!proof.Verify(hash, policy, out var problem)) return await FailAsync(problem);
            var judged = policy.Judge(proof.Checkpoint);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"proven: this is record {proof.Index} of {policy.Origin}, under its checkpoint of {judged.Checkpoint!.Size} records"));
            foreach (var witness in judged.Witnesses) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seen by {witness.Witness} at {witness.At:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCodes.BadConfiguration;
        }

        async Task<int> FailAsync(string why)
        {
            await error.WriteLineAsync("not proven: " + why);
            return ExitCodes.Problems;
        }
    }
}
