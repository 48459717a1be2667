using System.Text;
using System.Text.Json;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Verification;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class LedgerVerifierTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SampleLog _log;

    public LedgerVerifierTests() => _log = new SampleLog(Path.Combine(_scratch.Path, "log"));

    [Fact]
    public async Task A_clean_log_raises_no_alarm_and_its_window_is_stated()
    {
        var report = await VerifyAsync(_log.Add(300).Sign().Add(301).Sign().Add(400));
        Assert.Equal((true, 0L, 0L), (report.IsGood, report.ProblemCount, report.WarningCount));
        Assert.Equal((1_001L, 601L, 400L, 2L, 0L), (report.Size, report.VerifiedThrough, report.Tail, report.CheckpointCount, report.OpenIntents));
        Assert.Equal([(300L, true, 2), (601L, true, 2)], report.Checkpoints.Select(c => (c.Size, c.Trusted, c.Witnesses.Count)));
        Assert.Equal(new OpenWindow(400, 0.4, 0.4), report.Window); // a leaf a millisecond
    }

    [Fact]
    public async Task A_log_without_checkpoint_is_held_by_its_chain_alone_and_that_is_said()
    {
        var report = await VerifyAsync(_log.Add(5));
        Assert.True(report.IsGood);
        Assert.Equal((0L, 5L, "no_checkpoint"), (report.VerifiedThrough, report.Tail, Assert.Single(report.Warnings).Code));
    }

    [Fact]
    public async Task An_empty_archive_is_no_log_that_was_verified() => Assert.Equal(("no_checkpoint", 0L), (Assert.Single((await VerifyAsync(_log)).Warnings).Code, (await VerifyAsync(_log)).Size));

    [Fact]
    public async Task A_changed_record_in_the_tail_breaks_the_chain()
    {
        _log.Add(10).Sign().Add(10);
        Replace(12, json => json.Replace("\"gw-1\"", "\"gw-2\"", StringComparison.Ordinal));
        AssertFound(await VerifyAsync(_log), "broken_chain", 13);
    }

    [Fact]
    public async Task A_changed_record_under_a_checkpoint_is_named()
    {
        _log.Add(600).Sign();
        Replace(300, json => json.Replace("\"gw-1\"", "\"gw-2\"", StringComparison.Ordinal));
        var report = await VerifyAsync(_log);
        AssertFound(report, "leaf_differs", 300);
        Assert.Contains(report.Problems, p => p.Code == "wrong_root");
        Assert.Equal(0, report.VerifiedThrough);
    }

    [Fact]
    public async Task A_record_in_another_spelling_is_found_even_if_it_was_hashed_so()
    {
        var report = await VerifyAsync(_log.Add(3).Add((sequence, last) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Records.Sample(sequence, last)).Replace("\"seq\":", "\"seq\": ", StringComparison.Ordinal))).Sign());
        AssertFound(report, "not_canonical", 3);
    }

    [Theory]
    [InlineData("\"seq\":3", "\"seq\":4", "wrong_sequence")]
    [InlineData("\"seq\":3,", "", "wrong_sequence")]
    [InlineData("\"prev\":\"", "\"prev\":\"A", "broken_chain")]
    [InlineData("\"ts\":\"2026-", "\"ts\":\"26-", "no_time")]
    [InlineData("Z\",\"type\"", "\",\"type\"", "no_time")]
    public async Task A_record_that_states_something_else_is_found_even_if_it_was_hashed_so(string part, string instead, string code) =>
        AssertFound(await VerifyAsync(_log.Add(3).Add((sequence, last) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Records.Sample(sequence, last)).Replace(part, instead, StringComparison.Ordinal))).Sign()), code, 3);

    [Fact]
    public async Task The_first_record_names_no_record_before_it() =>
        AssertFound(await VerifyAsync(_log.Add((sequence, last) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Records.Sample(1, last, "genesis", "")).Replace("\"seq\":1", "\"seq\":0", StringComparison.Ordinal))).Sign()), "broken_chain", 0);

    [Theory]
    [InlineData(1, 0, null)]
    [InlineData(60, 1, "clock_back")]
    [InlineData(7_200, 1, "clock_far_back")]
    public async Task Time_that_runs_back_is_a_warning_with_the_nodes(int seconds, long warnings, string? code)
    {
        var back = Records.Start.AddSeconds(-seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var report = await VerifyAsync(_log.Add(3).Add((sequence, last) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Records.Sample(sequence, last))
            .Replace(Records.Time(sequence), back, StringComparison.Ordinal).Replace("gw-1", "gw-2", StringComparison.Ordinal))).Sign());
        Assert.Equal((true, warnings), (report.IsGood, report.WarningCount));
        Assert.Equal(code, report.Warnings.SingleOrDefault()?.Code);
        if (code is not null) Assert.Contains("from node gw-1 to node gw-2", report.Warnings[0].Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("result", 1, null)]
    [InlineData("interrupted", 1, null)]
    [InlineData("result", 2, "no_such_intent")]
    [InlineData("result", 99, "no_such_intent")]
    [InlineData("interrupted", null, "no_such_intent")]
    [InlineData("result", null, null)]
    public async Task What_closes_an_intent_names_one_that_was_before(string type, int? intent, string? code)
    {
        _log.Add((sequence, last) => Records.Sample(sequence, last, "genesis", "")).Add((sequence, last) => Records.Sample(sequence, last, "intent")).Add((sequence, last) => Records.Sample(sequence, last, "key.created", ""));
        var report = await VerifyAsync(_log.Add((sequence, last) => Records.Sample(sequence, last, type, intent is null ? "" : $",\"req\":{{\"id\":\"x\",\"intent\":{intent}}}")).Sign());
        Assert.Equal(code, report.Problems.SingleOrDefault()?.Code);
        Assert.Equal(intent == 1 ? 0 : 1, report.OpenIntents);
    }

    [Fact]
    public async Task Pruned_records_are_accepted_under_a_record_that_allows_it_and_proofs_stay()
    {
        _log.Add(700).Sign().Add(Pruning(10, 299)).Sign();
        _log.Writer.Prune(10, 299);
        var report = await VerifyAsync(_log);
        Assert.True(report.IsGood, report.ToJson());
        Assert.Equal((290L, 701L), (report.Tombstones, report.VerifiedThrough));
    }

    [Theory]
    [InlineData(9, 299, 9)]
    [InlineData(10, 300, 300)]
    [InlineData(500, 500, 500)]
    public async Task A_record_that_is_gone_without_leave_is_found(long from, long to, long first)
    {
        _log.Add(700).Sign().Add(Pruning(10, 299)).Sign();
        _log.Writer.Prune(from, to);
        AssertFound(await VerifyAsync(_log), "unexplained_tombstone", first);
    }

    [Fact]
    public async Task A_pruning_of_what_is_to_come_allows_nothing() => AssertFound(await VerifyAsync(_log.Add(3).Add(Pruning(1, 3)).Sign()), "malformed_pruning", 3);

    [Fact]
    public async Task A_record_gone_from_the_tail_cannot_be_judged()
    {
        _log.Add(10).Sign().Add(10);
        _log.Writer.Prune(15, 15);
        AssertFound(await VerifyAsync(_log), "tile_missing", 15);
    }

    [Fact]
    public async Task A_fork_signed_with_the_logs_own_key_is_found()
    {
        _log.Add(300).Sign().Add(300).Sign();
        File.WriteAllBytes(Path.Combine(_log.Folder, "checkpoints", "00000000000000000450"), _log.Forge(450, new byte[32]).ToBytes());
        AssertFound(await VerifyAsync(_log), "wrong_root", 450);
    }

    [Fact]
    public async Task A_checkpoint_beyond_the_end_is_found()
    {
        _log.Add(300).Sign();
        _log.Writer.WriteCheckpoint(_log.Forge(301, new byte[32]));
        AssertFound(await VerifyAsync(_log), "checkpoint_beyond_end", 300);
    }

    [Fact]
    public async Task A_missing_quorum_is_a_warning_and_not_trusted()
    {
        var report = await VerifyAsync(_log.Add(10).Sign().Add(10).Sign(witnesses: 1));
        Assert.Equal((true, "no_quorum", 10L), (report.IsGood, Assert.Single(report.Warnings).Code, report.VerifiedThrough));
        Assert.Equal(10, report.Window.Leaves);
    }

    [Fact]
    public async Task A_missing_tile_of_any_level_is_named()
    {
        _log.Add(600).Sign();
        File.Delete(Path.Combine(_log.Folder, "tile/1/000.p/2"));
        var report = await VerifyAsync(_log);
        Assert.Equal(("tile_missing", "tile/1/000.p/2 is missing"), (report.Problems[0].Code, report.Problems[0].Sentence));
    }

    [Fact]
    public async Task What_is_added_while_the_log_is_judged_is_left_out()
    {
        _log.Add(300).Sign().Add(300).Sign();
        var report = await LedgerVerifier.VerifyAsync(new GrowingSource(new ArchiveReader(_log.Folder), 400), _log.Policy, CancellationToken.None);
        Assert.True(report.IsGood, report.ToJson());
        Assert.Equal((400L, 300L, 1L), (report.Size, report.VerifiedThrough, report.CheckpointCount));
    }

    [Fact]
    public async Task The_report_has_its_frozen_names()
    {
        using var json = JsonDocument.Parse((await VerifyAsync(_log.Add(3).Sign())).ToJson());
        Assert.Equal(["origin", "size", "verified_through", "tail", "tombstones", "open_intents", "checkpoint_count", "checkpoints", "window", "problem_count", "problems", "warning_count", "warnings", "is_good"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["size", "holds", "trusted", "witnesses"], json.RootElement.GetProperty("checkpoints")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["leaves", "seconds", "longest_seconds"], json.RootElement.GetProperty("window").EnumerateObject().Select(p => p.Name));
    }

    public void Dispose()
    {
        _log.Dispose();
        _scratch.Dispose();
    }

    private static Task<VerificationReport> VerifyAsync(SampleLog log) => LedgerVerifier.VerifyAsync(new ArchiveReader(log.Folder), log.Policy, CancellationToken.None);

    private static void AssertFound(VerificationReport report, string code, long sequence) =>
        Assert.Contains(report.Problems, p => p.Code == code && p.Sequence == sequence);

    private static Func<long, byte[], byte[]> Pruning(long from, long to) => (sequence, last) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Records.Sample(sequence, last, "audit.pruned", "")).Replace(",\"ts\":", $",\"target\":{{\"from\":{from},\"to\":{to},\"type\":\"range\"}},\"ts\":", StringComparison.Ordinal));

    private void Replace(long sequence, Func<string, string> change)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_log.Folder, "tile/entries"), "*", SearchOption.AllDirectories))
        {
            Assert.True(TileCoordinate.TryParse(Path.GetRelativePath(_log.Folder, file), out var bundle));
            Assert.True(EntryBundle.TryDecode(File.ReadAllBytes(file), bundle.Width, out var records));
            if (sequence < bundle.FirstLeaf || sequence >= bundle.FirstLeaf + bundle.Width) continue;
            File.WriteAllBytes(file, EntryBundle.Encode([.. records.Select((r, i) => bundle.FirstLeaf + i == sequence ? Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(r.Span))) : r)]));
        }
    }

    /// <summary>Says at first that it is smaller than it is.</summary>
    private sealed class GrowingSource(ArchiveReader archive, long first) : ILedgerSource
    {
        private bool _asked;

        public long Size
        {
            get
            {
                var size = _asked ? archive.Size : first;
                _asked = true;
                return size;
            }
        }

        public IAsyncEnumerable<IReadOnlyList<StoredLeaf>> ReadLeavesAsync(CancellationToken cancellation) => archive.ReadLeavesAsync(cancellation);

        public bool TryReadTile(TileCoordinate tile, Span<byte> hashes) => archive.TryReadTile(tile, hashes);

        public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadCheckpointsAsync(CancellationToken cancellation) => archive.ReadCheckpointsAsync(cancellation);
    }
}
