using Sallyport.Control.Evidence;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>Promise A8: two verifiers that share no code agree, on sound logs and on tampered ones.</summary>
public sealed class TwoVerifierTests
{
    private const int Tamperings = 200;

    [Fact]
    public async Task Both_find_the_same_logs_sound_and_the_same_logs_tampered_with()
    {
        await using var installation = await Installation.StartAsync();
        using var witness = WitnessSigner.FromNoteForm(NoteSigner.Generate("witness.example"));
        foreach (var exchanges in new[] { 20, 90, 30 })
        {
            await installation.AddAsync(exchanges);
            var checkpoint = await installation.SignAsync();
            Assert.True(SignedNote.TryParse(checkpoint.Note.Span, out var note));
            await installation.Open.Ledger.CosignAsync(checkpoint.Size, note.With(witness.Cosign(note.Text, TimeProvider.System.GetUtcNow())).ToBytes(), default);
        }

        var (archive, anchor, kept) = (installation.File("archive"), installation.File("anchor"), new List<byte>());
        foreach (var checkpoint in await installation.Open.Ledger.CheckpointsAsync(0, 10, default)) kept.AddRange(checkpoint.Note.Span);
        await File.WriteAllBytesAsync(anchor, [.. kept]);
        var outside = OutsideCheckpoint.Split(anchor, kept.ToArray());
        await new Gateway.Audit.LedgerArchiver(installation.Open.Ledger).UpdateAsync(archive, default);
        var copies = Enumerable.Range(0, Tamperings).Select(i => installation.File($"copy-{i:D3}")).ToArray();
        var edits = new string[Tamperings];
        for (var i = 0; i < Tamperings; i++)
        {
            Copy(archive, copies[i]);
            edits[i] = i == 0 ? "none" : Tamper(copies[i], new Random(i));
        }

        var trust = new LedgerTrust([installation.Key], [witness.VerifierKey], 1);
        var (code, output) = await PythonVerifier.RunAsync(copies, "--key", installation.Key, "--witness", witness.VerifierKey, "--anchor", anchor);
        Assert.Equal(1, code);
        var verdicts = output.Split('\n').Where(l => l.StartsWith(installation.File("copy-"), StringComparison.Ordinal)).ToDictionary(l => l[..l.IndexOf(':', StringComparison.Ordinal)], l => l[(l.IndexOf(", ", StringComparison.Ordinal) + 2)..]);

        Assert.Equal(Tamperings, verdicts.Count);
        var sound = new List<string>();
        for (var i = 0; i < Tamperings; i++)
        {
            var judged = await LedgerJudge.JudgeAsync(new ArchiveReader(copies[i]), trust, outside, TimeProvider.System, default);
            Assert.True(judged.Good == verdicts[copies[i]].EndsWith(", sound", StringComparison.Ordinal), $"edit {i}, {edits[i]}: {verdicts[copies[i]]} against {judged.ToJson()}\n{output}");
            if (judged.Good) Assert.Equal($"trusted through {judged.Report.VerifiedThrough}, sound", verdicts[copies[i]]);
            if (judged.Good && judged.Report.WarningCount == 0) sound.Add(edits[i]);
        }

        Assert.Equal(["none"], sound); // the copy that nobody touched
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static string Tamper(string archive, Random random)
    {
        var files = Directory.GetFiles(archive, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var file = files[random.Next(files.Length)];
        var bytes = File.ReadAllBytes(file);
        var name = Path.GetRelativePath(archive, file);
        switch (random.Next(7))
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, bytes);
                return "a bit of " + name;
            case 1:
                File.WriteAllBytes(file, bytes[..random.Next(bytes.Length)]);
                return name + " cut";
            case 2:
                if (files.Count(f => f.Contains("entries", StringComparison.Ordinal)) == 1) goto case 0; // without any leaf there is no archive
                File.Delete(file);
                return name + " deleted";
            case 3:
                File.WriteAllBytes(file, [.. bytes, .. bytes]);
                return name + " doubled";
            default:
                return TamperLeaves(archive, random);
        }
    }

    /// <summary>Keeps the form of a bundle and, half the time, makes its tile fit.</summary>
    private static string TamperLeaves(string archive, Random random)
    {
        var size = new ArchiveReader(archive).Size;
        var bundle = TileCoordinate.In(size, 0, random.Next((int)((size + 255) / 256)));
        var path = Path.Combine(archive, (bundle with { Level = TileCoordinate.EntriesLevel }).Path);
        Assert.True(EntryBundle.TryDecode(File.ReadAllBytes(path), bundle.Width, out var read));
        var records = read.ToList();
        var (at, other) = (random.Next(records.Count), random.Next(records.Count));
        if (at == other) other = (at + 1) % records.Count;
        var kind = random.Next(5);
        if (kind == 0) (records[at], records[other]) = (records[other], records[at]);
        else if (kind == 1) records[at] = default;
        else if (kind == 2) records[at] = records[other];
        else records[at] = records[at].ToArray().Select(b => b == (byte)'7' ? (byte)'8' : b == (byte)'e' ? (byte)'f' : b).ToArray();
        File.WriteAllBytes(path, EntryBundle.Encode(records));
        if (kind == 4)
        {
            var tile = Path.Combine(archive, bundle.Path);
            var hashes = File.ReadAllBytes(tile);
            LeafHash.Compute(records[at].Span, hashes.AsSpan(at * LeafHash.Size, LeafHash.Size));
            File.WriteAllBytes(tile, hashes);
        }

        return $"records {at} and {other} of {bundle.Path}, kind {kind}";
    }
}
