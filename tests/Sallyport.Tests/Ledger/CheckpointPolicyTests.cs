using System.Buffers.Binary;
using System.Text;
using Sallyport.Ledger.Notes;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class CheckpointPolicyTests : IDisposable
{
    private static readonly DateTimeOffset Seen = DateTimeOffset.FromUnixTimeSeconds(1_679_315_147);
    private static readonly Checkpoint Head = new("log.example/audit", 42, new byte[32]);

    private readonly NoteSigner _log = NoteSigner.FromNoteForm(NoteSigner.Generate("log.example/audit"));
    private readonly WitnessSigner _first = WitnessSigner.FromNoteForm(NoteSigner.Generate("witness.example/1"));
    private readonly WitnessSigner _second = WitnessSigner.FromNoteForm(NoteSigner.Generate("witness.example/2"));

    [Fact]
    public void A_checkpoint_is_trusted_when_the_log_signed_and_enough_witnesses_saw_it()
    {
        var note = Head.Sign(_log);
        Assert.True(Policy(0).Judge(note).IsTrusted);
        Assert.False(Policy(1).Judge(note).IsTrusted);

        note = note.With(_first.Cosign(note.Text, Seen));
        Assert.Equal([new WitnessStatement("witness.example/1", Seen)], Policy(1).Judge(note).Witnesses);
        Assert.True(Policy(1).Judge(note).IsTrusted);
        Assert.False(Policy(2).Judge(note).IsTrusted);
        Assert.True(Policy(2).Judge(note.With(_second.Cosign(note.Text, Seen))).IsTrusted);
    }

    [Fact]
    public void A_witness_counts_once()
    {
        var note = Head.Sign(_log);
        Assert.False(Policy(2).Judge(note.With(_first.Cosign(note.Text, Seen)).With(_first.Cosign(note.Text, Seen.AddSeconds(9)))).IsTrusted);
    }

    [Fact]
    public void A_known_key_whose_signature_fails_spoils_the_note()
    {
        var note = Head.Sign(_log);
        var forged = new NoteSignature(_first.Name, _first.KeyId, new byte[72]);
        Assert.Equal("the cosignature of witness.example/1 does not hold", Policy(0).Judge(note.With(forged)).Problem);
        Assert.Equal("the log's signature does not hold", Policy(0).Judge(new SignedNote(Head.Text, [new NoteSignature(_log.Name, _log.KeyId, new byte[64])])).Problem);
    }

    [Fact]
    public void Signatures_of_unknown_keys_are_ignored()
    {
        using var stranger = NoteSigner.FromNoteForm(NoteSigner.Generate("log.example/audit"));
        Assert.True(Policy(0).Judge(Head.Sign(_log).With(stranger.Sign(Head.Text))).IsTrusted);
        Assert.Equal("not signed by the log", Policy(0).Judge(Head.Sign(stranger)).Problem);
        Assert.Equal("of another log", Policy(0).Judge((Head with { Origin = "log.example/other" }).Sign(_log)).Problem);
    }

    [Fact]
    public void The_log_may_have_had_an_earlier_key()
    {
        using var earlier = NoteSigner.FromNoteForm(NoteSigner.Generate("log.example/audit"));
        var policy = new CheckpointPolicy([NoteVerifier.Parse(_log.VerifierKey), NoteVerifier.Parse(earlier.VerifierKey)], [], 0);
        Assert.True(policy.Judge(Head.Sign(earlier)).IsTrusted);
        Assert.True(policy.Judge(Head.Sign(_log)).IsTrusted);
    }

    [Fact]
    public void A_cosignature_signs_the_message_of_the_specification_and_carries_its_time()
    {
        var cosignature = _first.Cosign(Head.Text, Seen);
        Assert.Equal(1_679_315_147, BinaryPrimitives.ReadInt64BigEndian(cosignature.Value.Span));

        using var verifier = NoteVerifier.Parse(_first.VerifierKey);
        using var plain = Ed25519Key.FromPublic(verifier.PublicKey);
        Assert.True(plain.Verify(Encoding.UTF8.GetBytes("cosignature/v1\ntime 1679315147\n" + Head.Text), cosignature.Value.Span[8..]));

        var moved = cosignature.Value.ToArray();
        moved[7]++;
        Assert.False(verifier.Verify(Encoding.UTF8.GetBytes(Head.Text), moved, out _));
    }

    [Fact]
    public void Keys_that_do_not_fit_together_are_refused()
    {
        NoteVerifier log = NoteVerifier.Parse(_log.VerifierKey), witness = NoteVerifier.Parse(_first.VerifierKey);
        Assert.Contains("0 to 1", Assert.Throws<FormatException>(() => new CheckpointPolicy([log], [witness], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => new CheckpointPolicy([], [witness], 0));
        Assert.Throws<FormatException>(() => new CheckpointPolicy([witness], [], 0));
        Assert.Throws<FormatException>(() => new CheckpointPolicy([log], [log], 1));
        Assert.Throws<FormatException>(() => new CheckpointPolicy([log], [witness, witness], 1));
    }

    [Theory]
    [InlineData("log.example/audit\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", true)]
    [InlineData("log.example/audit\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", true)]
    [InlineData("log.example/audit\n042\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", false)]
    [InlineData("log.example/audit\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", false)]
    [InlineData("\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", false)]
    [InlineData("log.example/audit\n42\nAAAA\n", false)]
    [InlineData("log.example/audit\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("log.example/audit\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nextension\n", false)]
    public void A_checkpoint_is_three_lines(string text, bool isOne) => Assert.Equal(isOne, Checkpoint.TryParse(text, out _));

    public void Dispose()
    {
        _log.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private CheckpointPolicy Policy(int quorum) => new([NoteVerifier.Parse(_log.VerifierKey)], [NoteVerifier.Parse(_first.VerifierKey), NoteVerifier.Parse(_second.VerifierKey)], quorum);
}
