using System.Text;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Verification;
using Sallyport.Testing;
using Sallyport.Tests.Inspection;
using Xunit;

namespace Sallyport.Tests.Ledger;

/// <summary>Promise A4: any change under the last witnessed checkpoint is found, and a clean log raises no alarm.</summary>
public sealed class RandomEditTests
{
    private const int Leaves = 531;

    [Fact]
    public async Task Every_random_edit_of_an_archive_is_found()
    {
        using var scratch = new ScratchDirectory();
        using var log = new SampleLog(Path.Combine(scratch.Path, "log"));
        log.Add(200).Sign().Add(257).Sign().Add(Leaves - 457).Sign();
        Assert.True(await IsCleanAsync(log));

        for (var seed = 0; seed < (Properties.IsThorough ? 10_000 : 1_000); seed++)
        {
            using var undo = new Undo(log.Folder);
            var edit = Edit(log, undo, new Random(seed));
            Assert.False(await IsCleanAsync(log), $"edit {seed} was not found: {edit}");
        }

        Assert.True(await IsCleanAsync(log)); // all edits were undone, so each was found for itself
    }

    [Fact]
    public async Task A_clean_log_of_any_shape_raises_no_alarm()
    {
        for (var seed = 0; seed < (Properties.IsThorough ? 1_000 : 30); seed++)
        {
            var random = new Random(seed);
            using var scratch = new ScratchDirectory();
            using var log = new SampleLog(Path.Combine(scratch.Path, "log"));
            for (var steps = random.Next(1, 6); steps > 0; steps--)
            {
                log.Add(random.Next(1, 300));
                if (steps == 1 || random.Next(3) > 0) log.Sign();
            }

            var report = await LedgerVerifier.VerifyAsync(new ArchiveReader(log.Folder), log.Policy, CancellationToken.None);
            Assert.True(report is { ProblemCount: 0, WarningCount: 0 } && report.VerifiedThrough == log.Size, $"seed {seed}: {report.ToJson()}");
        }
    }

    [Fact]
    public async Task A_cheat_who_rewrites_record_chain_and_tiles_is_stopped_by_the_signature()
    {
        using var scratch = new ScratchDirectory();
        using var log = new SampleLog(Path.Combine(scratch.Path, "log"));
        using var other = new SampleLog(Path.Combine(scratch.Path, "other"));
        log.Add(300).Sign();
        other.Add(100).Add((sequence, last) => Records.Sample(sequence, last, "intent", ",\"req\":{\"id\":\"forged\"}")).Add(199);
        foreach (var file in Directory.GetFiles(Path.Combine(other.Folder, "tile"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(log.Folder, Path.GetRelativePath(other.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        var report = await LedgerVerifier.VerifyAsync(new ArchiveReader(log.Folder), log.Policy, CancellationToken.None);
        Assert.Contains(report.Problems, p => p is { Code: "wrong_root", Sequence: 300 });
    }

    private static async Task<bool> IsCleanAsync(SampleLog log)
    {
        var report = await LedgerVerifier.VerifyAsync(new ArchiveReader(log.Folder), log.Policy, CancellationToken.None);
        return report is { ProblemCount: 0, WarningCount: 0, Size: Leaves, VerifiedThrough: Leaves, CheckpointCount: 3 };
    }

    private static string Edit(SampleLog log, Undo undo, Random random)
    {
        var files = Directory.GetFiles(log.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var file = files[random.Next(files.Length)];
        undo.Keep(file);
        var bytes = File.ReadAllBytes(file);
        var name = Path.GetRelativePath(log.Folder, file);
        switch (random.Next(8))
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, bytes);
                return $"a bit of {name}";
            case 1:
                File.WriteAllBytes(file, bytes[..random.Next(bytes.Length)]);
                return $"{name} cut";
            case 2:
                File.WriteAllBytes(file, [.. bytes, .. bytes.AsSpan(0, random.Next(1, bytes.Length + 1))]);
                return $"{name} made longer";
            case 3:
                File.Delete(file);
                return $"{name} deleted";
            case 4:
                var from = files.Where(f => !File.ReadAllBytes(f).AsSpan().SequenceEqual(bytes)).ElementAt(random.Next(files.Length / 2));
                File.Copy(from, file, overwrite: true);
                return $"{name} replaced by {Path.GetRelativePath(log.Folder, from)}";
            default:
                return EditBundle(log, undo, random);
        }
    }

    /// <summary>Edits that keep the form of a bundle: only its meaning changes.</summary>
    private static string EditBundle(SampleLog log, Undo undo, Random random)
    {
        var bundle = TileCoordinate.In(Leaves, 0, random.Next(3)) with { Level = TileCoordinate.EntriesLevel };
        var file = Path.Combine(log.Folder, bundle.Path);
        undo.Keep(file);
        Assert.True(EntryBundle.TryDecode(File.ReadAllBytes(file), bundle.Width, out var read));
        var records = read.ToList();
        var (at, other) = (random.Next(records.Count), random.Next(records.Count - 1));
        if (other >= at) other++;
        var kind = random.Next(6);
        switch (kind)
        {
            case 0:
                (records[at], records[other]) = (records[other], records[at]);
                break;
            case 1:
                records[at] = records[other];
                break;
            case 2:
                records[at] = default;
                break;
            case 3: // one dropped, one put in: the count stays
                records.RemoveAt(at);
                records.Insert(other, records[Math.Min(at, records.Count - 1)]);
                if (records.Select(r => r.ToArray()).Zip(read, (a, b) => b.Span.SequenceEqual(a)).All(same => same)) records[at] = default;
                break;
            case 4: // a record that is right in itself
                records[at] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(records[at].Span).Replace("usr_01JD3Z8Q6V", "usr_01JD3Z8Q6W", StringComparison.Ordinal));
                break;
            default: // the same, and its tile made to fit
                records[at] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(records[at].Span).Replace("192.0.2.17", "192.0.2.18", StringComparison.Ordinal));
                var tile = Path.Combine(log.Folder, (bundle with { Level = 0 }).Path);
                undo.Keep(tile);
                var hashes = File.ReadAllBytes(tile);
                LeafHash.Compute(records[at].Span, hashes.AsSpan(at * LeafHash.Size, LeafHash.Size));
                File.WriteAllBytes(tile, hashes);
                break;
        }

        File.WriteAllBytes(file, EntryBundle.Encode(records));
        return $"records {at} and {other} of {bundle.Path}, kind {kind}";
    }

    /// <summary>Puts back the files that an edit touched.</summary>
    private sealed class Undo(string folder) : IDisposable
    {
        private readonly Dictionary<string, byte[]> _kept = [];

        public void Keep(string file) => _kept.TryAdd(file, File.ReadAllBytes(file));

        public void Dispose()
        {
            foreach (var (file, bytes) in _kept)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file) ?? folder);
                File.WriteAllBytes(file, bytes);
            }
        }
    }
}
