using Sallyport.Control.Evidence;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;
using Sallyport.Storage.Sqlite;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>Promise A4 on the database itself: whatever is changed under the last witnessed checkpoint is found, and a clean log raises no alarm.</summary>
/// <remarks>What is kept outside is what a witness or an anchor has: the checkpoints themselves.</remarks>
public sealed class RandomDatabaseEditTests
{
    private const int Kinds = 22;

    private static bool IsThorough => Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1";

    [Fact]
    public async Task Every_random_edit_of_the_database_is_found()
    {
        await using var installation = await Installation.StartAsync();
        using var witness = WitnessSigner.FromNoteForm(NoteSigner.Generate("witness.example"));
        var outside = new List<OutsideCheckpoint>();
        foreach (var exchanges in new[] { 100, 129, 31 })
        {
            await installation.AddAsync(exchanges);
            var checkpoint = await installation.SignAsync();
            Assert.True(SignedNote.TryParse(checkpoint.Note.Span, out var note));
            var cosigned = note.With(witness.Cosign(note.Text, TimeProvider.System.GetUtcNow())).ToBytes();
            await installation.Open.Ledger.CosignAsync(checkpoint.Size, cosigned, default);
            outside.Add(new OutsideCheckpoint("the witness", cosigned));
        }

        using var signer = NoteSigner.FromNoteForm(File.ReadAllText(Path.Combine(installation.Data, "sallyport.logkey")).TrimEnd('\n'));
        var trust = new LedgerTrust([installation.Key], [witness.VerifierKey], 1);
        installation.Close();
        var copy = installation.File("edited.db");
        Assert.True(await IsCleanAsync(installation.Database, trust, outside));

        var counts = new int[Kinds];
        for (var seed = 0; seed < (IsThorough ? 10_000 : 400); seed++)
        {
            var random = new Random(seed);
            var kind = seed % Kinds;
            File.Copy(installation.Database, copy, overwrite: true);
            using (var forged = new ForgedLog(copy)) Edit(forged, kind, random, signer);
            Assert.False(await IsCleanAsync(copy, trust, outside), $"edit {seed} of kind {kind} was not found");
            counts[kind]++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{counts.Sum()} edits of {Kinds} kinds, all found");
        Assert.True(await IsCleanAsync(installation.Database, trust, outside));
    }

    [Fact]
    public async Task A_clean_database_of_any_shape_raises_no_alarm()
    {
        var (judged, random) = (0, new Random(1));
        for (var log = 0; log < (IsThorough ? 50 : 3); log++)
        {
            await using var installation = await Installation.StartAsync();
            var outside = new List<OutsideCheckpoint>();
            for (var step = 0; step < 20; step++, judged++)
            {
                await installation.AddAsync(random.Next(0, 120));
                if (step == 0 || random.Next(3) > 0) outside.Add(new OutsideCheckpoint("anchor", (await installation.SignAsync()).Note));
                if (random.Next(4) == 0) installation.Close(); // as a file that nobody uses, else beside the writer
                Assert.True(await IsCleanAsync(installation.Database, new LedgerTrust([installation.Key], [], 0), outside), $"log {log}, step {step}");
                if (!installation.IsOpen) await installation.OpenAsync();
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{judged} clean logs, no alarm");
    }

    private static async Task<bool> IsCleanAsync(string database, LedgerTrust trust, IReadOnlyList<OutsideCheckpoint> outside)
    {
        using var file = SqliteLogFile.Open(database);
        var judged = await LedgerJudge.JudgeAsync(file, trust, outside, TimeProvider.System, default);
        return judged.Good && judged.Report.WarningCount == 0;
    }

    private static void Edit(ForgedLog log, int kind, Random random, NoteSigner signer)
    {
        var size = log.Leaves.Count;
        var (at, other) = (random.Next(1, size), random.Next(1, size - 1));
        if (other >= at) other++;
        var sizes = log.Sizes();
        var (checkpoint, later) = (sizes[random.Next(3)], sizes[random.Next(1, 3)]);
        var body = log.Leaves[at];
        switch (kind)
        {
            case 0:
                body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
                log.SetBody(at, body);
                break;
            case 1:
                log.SetBody(at, body[..random.Next(1, body.Length)]);
                break;
            case 2:
                log.SetBody(at, log.Leaves[other]);
                break;
            case 3:
                log.SetBody(at, log.Leaves[other]);
                log.SetBody(other, body);
                break;
            case 4:
                log.SetBody(at, DBNull.Value);
                break;
            case 5:
                log.Run("DELETE FROM leaf WHERE seq = $seq", ("$seq", at));
                break;
            case 6:
                log.Run("DELETE FROM leaf WHERE seq = $seq", ("$seq", at));
                log.Run("UPDATE leaf SET seq = -seq WHERE seq > $seq", ("$seq", at));
                log.Run("UPDATE leaf SET seq = -seq - 1 WHERE seq < 0");
                break;
            case 7:
                log.Run("UPDATE leaf SET seq = -seq WHERE seq >= $seq", ("$seq", at));
                log.Run("UPDATE leaf SET seq = 1 - seq WHERE seq < 0");
                log.Run("INSERT INTO leaf SELECT $seq, at_us, type, decision, key_id, exchange, intent_seq, body FROM leaf WHERE seq = $from", ("$seq", at), ("$from", at + 1));
                break;
            case 8:
                log.Rewrite(at);
                break;
            case 9:
                log.Rewrite(at);
                using (var stranger = NoteSigner.FromNoteForm(NoteSigner.Generate(signer.Name))) log.Sign(stranger);
                break;
            case 10: // who owns the host owns the log's key
                log.Rewrite(at);
                log.Sign(signer);
                break;
            case 11:
                log.Rewind(sizes[random.Next(2)]);
                break;
            case 12:
                EditTile(log, random, hashes => hashes[random.Next(hashes.Length)] ^= (byte)(1 << random.Next(8)));
                break;
            case 13:
                log.Run("DELETE FROM tile WHERE (level, idx) IN (SELECT level, idx FROM tile ORDER BY level, idx LIMIT 1 OFFSET $n)", ("$n", random.Next(4)));
                break;
            case 14:
                EditTile(log, random, hashes =>
                {
                    if (hashes.Length < 64) hashes[0] ^= 1;
                    else for (var i = 0; i < 32; i++) (hashes[i], hashes[32 + i]) = (hashes[32 + i], hashes[i]);
                });
                break;
            case 15:
                var note = log.Get<byte[]>("SELECT note FROM checkpoint WHERE size = $size", ("$size", checkpoint));
                note[random.Next(note.Length)] ^= (byte)(1 << random.Next(8));
                log.Run("UPDATE checkpoint SET note = $note WHERE size = $size", ("$size", checkpoint), ("$note", note));
                break;
            case 16:
                log.Run("DELETE FROM checkpoint WHERE size = $size", ("$size", checkpoint));
                break;
            case 17:
                log.Run("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size <> $size ORDER BY random() LIMIT 1) WHERE size = $size", ("$size", checkpoint));
                break;
            case 18:
                log.Run("UPDATE leaf SET key_id = 'nobody', type = type + $more WHERE seq = $seq", ("$seq", at), ("$more", random.Next(2)));
                break;
            case 19:
                log.Run("UPDATE leaf SET at_us = at_us + $more WHERE seq = $seq", ("$seq", at), ("$more", random.Next(1, 1_000_000)));
                break;
            case 20:
                log.Run("UPDATE checkpoint SET size = size + $more WHERE size = $size", ("$size", checkpoint), ("$more", random.Next(1, 20)));
                break;
            default: // the checkpoint stays, the leaves under its end go
                log.Run("DELETE FROM leaf WHERE seq >= $seq", ("$seq", later - random.Next(1, 50)));
                break;
        }
    }

    private static void EditTile(ForgedLog log, Random random, Action<byte[]> edit)
    {
        var which = random.Next(4); // three tiles of level 0 and one of level 1
        var (level, index) = which < 3 ? (0, which) : (1, 0);
        var hashes = log.Get<byte[]>("SELECT hashes FROM tile WHERE level = $level AND idx = $index", ("$level", level), ("$index", index));
        edit(hashes);
        log.Run("UPDATE tile SET hashes = $hashes WHERE level = $level AND idx = $index", ("$level", level), ("$index", index), ("$hashes", hashes));
    }
}
