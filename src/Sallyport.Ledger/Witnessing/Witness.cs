using System.Globalization;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.Ledger.Witnessing;

/// <summary>Cosigns checkpoints of logs that it knows, each only if it continues the last one: so whoever trusts the witness knows that the log has one history and was never cut back.</summary>
/// <param name="signer">The witness's own key.</param>
/// <param name="logs">For each log a policy with its keys and no witnesses.</param>
/// <param name="state">What was cosigned last.</param>
public sealed class Witness(WitnessSigner signer, IReadOnlyList<CheckpointPolicy> logs, IWitnessState state)
{
    private readonly Lock _turn = new(); // between looking at the last checkpoint and keeping the next, nobody else may

    /// <summary>Answers one request. What it cosigns is durable before it returns.</summary>
    /// <param name="body">Of the request.</param>
    /// <param name="now">By the witness's clock: goes into the cosignature.</param>
    /// <exception cref="IOException">The state could not be kept. Nothing was cosigned.</exception>
    public WitnessAnswer Add(ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!AddCheckpointRequest.TryParse(body, out var request) || !Checkpoint.TryParse(request.Checkpoint.Text, out var next)) return new WitnessAnswer(400);
        if (logs.FirstOrDefault(l => l.Origin == next.Origin) is not { } log) return new WitnessAnswer(404);
        if (!log.Judge(request.Checkpoint).IsSigned) return new WitnessAnswer(403);
        if (request.OldSize > next.Size) return new WitnessAnswer(400);

        lock (_turn)
        {
            var last = state.Find(next.Origin) is { } kept ? Read(kept) : new Checkpoint(next.Origin, 0, new TreeFrontier().Root());
            if (request.OldSize != last.Size) return Stale(last);
            if (next.Size == last.Size && !next.Root.Span.SequenceEqual(last.Root.Span)) return last.Size == 0 ? new WitnessAnswer(422) : Stale(last);
            if (!MerkleProofs.VerifyConsistency(last.Size, next.Size, last.Root.Span, next.Root.Span, request.Proof.Span)) return new WitnessAnswer(422);
            if (next.Size > last.Size) state.Keep(next.Origin, request.Checkpoint);
        }

        return new WitnessAnswer(200, signer.Cosign(request.Checkpoint.Text, now).Line + "\n");
    }

    private static WitnessAnswer Stale(Checkpoint last) => new(409, last.Size.ToString(CultureInfo.InvariantCulture) + "\n");

    private static Checkpoint Read(SignedNote kept) => Checkpoint.TryParse(kept.Text, out var last) ? last : throw new InvalidDataException("the witness's state is not a checkpoint");
}
