using System.Text;

namespace Sallyport.Ledger.Notes;

/// <summary>Whom a verifier trusts: the log's keys, the witnesses, and how many of them must have cosigned.</summary>
public sealed class CheckpointPolicy
{
    private readonly NoteVerifier[] _logKeys, _witnesses;

    /// <param name="logKeys">The log's keys, the current one and those it had before; all of one name, which is the origin.</param>
    /// <param name="witnesses">The witnesses' keys, each a different key.</param>
    /// <param name="quorum">How many witnesses must have cosigned: 0 to their number. 0 leaves the log to vouch for itself.</param>
    /// <exception cref="FormatException">The keys or the number do not fit together. The message says what is allowed.</exception>
    public CheckpointPolicy(IReadOnlyList<NoteVerifier> logKeys, IReadOnlyList<NoteVerifier> witnesses, int quorum)
    {
        ArgumentNullException.ThrowIfNull(logKeys);
        ArgumentNullException.ThrowIfNull(witnesses);
        if (logKeys.Count == 0 || logKeys.Any(k => k.Kind is SignatureKind.CosignatureV1 || k.Name != logKeys[0].Name)) throw new FormatException("a log has at least one key of type 1 or 2, all of the same name");
        if (witnesses.Any(w => w.Kind is not SignatureKind.CosignatureV1)) throw new FormatException("a witness has a key of type 4");
        if (witnesses.Select(w => w.Name).Distinct(StringComparer.Ordinal).Count() < witnesses.Count
            || witnesses.Concat(logKeys).Select(w => Convert.ToHexString(w.PublicKey)).Distinct(StringComparer.Ordinal).Count() < witnesses.Count + logKeys.Count)
            throw new FormatException("each witness has a name and a key of its own, and none has the log's key");
        if (quorum < 0 || quorum > witnesses.Count) throw new FormatException($"the quorum is 0 to {witnesses.Count}, the number of witnesses");
        (_logKeys, _witnesses, Quorum) = ([.. logKeys], [.. witnesses], quorum);
    }

    /// <summary>The log's name, which every checkpoint must bear.</summary>
    public string Origin => _logKeys[0].Name;

    /// <summary>How many witnesses must have cosigned.</summary>
    public int Quorum { get; }

    /// <summary>Says what of a note holds. A signature by a known key that fails spoils the whole note.</summary>
    public CheckpointJudgement Judge(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (!Checkpoint.TryParse(note.Text, out var checkpoint)) return new CheckpointJudgement(null, [], 0, "not a checkpoint of three lines");
        if (checkpoint.Origin != Origin) return new CheckpointJudgement(checkpoint, [], 0, "of another log");

        var text = Encoding.UTF8.GetBytes(note.Text);
        var isLogSigned = false;
        var cosigned = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var signature in note.Signatures)
        {
            if (Array.Find(_logKeys, k => k.Made(signature)) is { } log)
            {
                if (!log.Verify(text, signature.Value.Span, out _)) return new CheckpointJudgement(checkpoint, [], 0, "the log's signature does not hold");
                isLogSigned = true;
            }
            else if (Array.Find(_witnesses, w => w.Made(signature)) is { } witness)
            {
                if (!witness.Verify(text, signature.Value.Span, out var at)) return new CheckpointJudgement(checkpoint, [], 0, $"the cosignature of {witness.Name} does not hold");
                cosigned[witness.Name] = at!.Value; // a witness counts once
            }
        }

        var problem = isLogSigned ? null : "not signed by the log";
        return new CheckpointJudgement(checkpoint, [.. cosigned.Select(c => new WitnessStatement(c.Key, c.Value))], Quorum, problem);
    }
}
