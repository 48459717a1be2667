using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

public sealed class ProofVerbTests
{
    [Fact]
    public async Task A_proof_and_its_record_convince_whoever_has_the_key_and_nothing_else()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(300);
        await installation.SignAsync();
        await installation.AddAsync(2);
        var (proof, leaf) = (installation.File("p.tlog-proof"), installation.File("leaf.json"));
        foreach (var sequence in new[] { "0", "17", "600", "604" }) // the last is under no checkpoint yet
        {
            var made = await Verbs.AuditAsync("proof", sequence, "--data", installation.Data, "--output", proof, "--leaf", leaf);
            Assert.True(made.ExitCode == 0, made.Error);
            var (code, output, _) = await Verbs.AuditAsync("proof", "--check", proof, "--leaf", leaf, "--key", installation.Key);
            Assert.Equal(0, code);
            Assert.StartsWith($"proven: this is record {sequence} of sallyport/", output, StringComparison.Ordinal);
        }

        var bytes = await File.ReadAllBytesAsync(leaf);
        await File.WriteAllBytesAsync(leaf, [.. bytes, (byte)'\n']); // as an editor leaves it
        Assert.Equal(0, (await Verbs.AuditAsync("proof", "--check", proof, "--leaf", leaf, "--key", installation.Key)).ExitCode);
        bytes[^10] ^= 1;
        await File.WriteAllBytesAsync(leaf, bytes);
        var (changed, _, why) = await Verbs.AuditAsync("proof", "--check", proof, "--leaf", leaf, "--key", installation.Key);
        Assert.Equal((1, "not proven: the record is not at this place of the log\n"), (changed, why.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task A_proof_is_refused_without_a_key_with_another_key_and_for_a_record_that_is_not_there()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(3);
        var (proof, leaf) = (installation.File("p"), installation.File("l"));
        Assert.Equal(0, (await Verbs.AuditAsync("proof", "3", "--data", installation.Data, "--output", proof, "--leaf", leaf)).ExitCode);
        Assert.Equal(2, (await Verbs.AuditAsync("proof", "--check", proof, "--leaf", leaf)).ExitCode);
        using var other = NoteSigner.FromNoteForm(NoteSigner.Generate(installation.Key.Split('+')[0]));
        Assert.Equal(1, (await Verbs.AuditAsync("proof", "--check", proof, "--leaf", leaf, "--key", other.VerifierKey)).ExitCode);
        var (code, _, error) = await Verbs.AuditAsync("proof", "99", "--data", installation.Data);
        Assert.Equal(1, code);
        Assert.StartsWith("record_not_found", error, StringComparison.Ordinal);
        Assert.Equal(1, (await Verbs.AuditAsync("proof", "--data", installation.Data)).ExitCode);
    }

    [Fact]
    public async Task Making_a_proof_is_itself_recorded()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(1);
        await Verbs.AuditAsync("proof", "1", "--data", installation.Data);
        var last = (await installation.Open.Audit.ListAsync(new Gateway.Audit.AuditQuery(Limit: 1), default))[0].Entry;
        Assert.Equal(("audit.proved", "record", "1"), (last.Action, last.TargetType, last.Target));
    }

    [Fact]
    public async Task A_checkpoint_on_demand_covers_every_record()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(4);
        var (code, output, _) = await Verbs.AuditAsync("checkpoint", "--data", installation.Data);
        Assert.Equal(0, code);
        Assert.True(SignedNote.TryParse(output, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint) && checkpoint.Size == 9);
        Assert.Equal(output, (await Verbs.AuditAsync("checkpoint", "--data", installation.Data)).Output); // nothing is new
    }

    [Fact]
    public async Task A_proof_takes_the_checkpoint_that_most_witnesses_saw()
    {
        await using var installation = await Installation.StartAsync();
        using var witness = WitnessSigner.FromNoteForm(NoteSigner.Generate("witness"));
        await installation.AddAsync(1);
        await installation.SignAsync();
        await installation.AddAsync(1);
        var seen = await installation.SignAsync();
        Assert.True(SignedNote.TryParse(seen.Note.Span, out var note));
        await installation.Open.Ledger.CosignAsync(seen.Size, note.With(witness.Cosign(note.Text, TimeProvider.System.GetUtcNow())).ToBytes(), default);
        var (_, output, _) = await Verbs.AuditAsync("proof", "1", "--data", installation.Data);
        Assert.True(TlogProof.TryParse(output, out var proof));
        Assert.Equal(note.Text, proof.Checkpoint.Text);
    }
}
