using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Detection;
using Sallyport.Detection.Fingerprints;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Inspection;

public sealed class ExposureLedgerTests
{
    private static readonly string[] Notes = [.. Enumerable.Range(0, 3).Select(i => Written(i, i == 2 ? 20_000 : 900))];

    private readonly ManualClock _clock = new();
    private readonly ExposureRule _rule = RuleOf(25);
    private readonly ExposureLedger _ledger;

    public ExposureLedgerTests() => _ledger = new ExposureLedger(_clock, NullLogger<ExposureLedger>.Instance);

    [Fact]
    public void Many_small_pastes_add_up_and_the_crossing_is_told_once()
    {
        var crossings = new List<int>();
        var words = Notes[0].Split(' ');
        for (var day = 0; day < 25; day++)
        {
            if (Send("key", string.Join(' ', words[(day * 30)..((day * 30) + 30)])) > 0) crossings.Add(day);
            _clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.InRange(Assert.Single(crossings), 6, 10);
        Assert.InRange(Share("key", 0), 0.6, 0.9);
        Assert.Equal(0, Share("other", 0));
        Assert.Equal(0, Share("key", 1));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(2, 0.5)]
    [InlineData(2, 0.1)]
    public void The_share_is_estimated_also_of_long_documents(int document, double part)
    {
        var words = Notes[document].Split(' ');
        Send("key", string.Join(' ', words[..(int)(words.Length * part)]));
        Assert.InRange(Share("key", document), part * 0.8, part * 1.2);
    }

    [Fact]
    public void The_same_page_sent_again_counts_once()
    {
        var page = string.Join(' ', Notes[0].Split(' ')[..100]);
        for (var i = 0; i < 50; i++) Send("key", page);
        Assert.InRange(Share("key", 0), 0.05, 0.15);
    }

    [Fact]
    public void What_was_sent_is_remembered_for_thirty_days_and_forgotten_after_forty()
    {
        Send("key", Notes[0]);
        _clock.Advance(TimeSpan.FromDays(29));
        Assert.InRange(Share("key", 0), 0.9, 1);
        _clock.Advance(TimeSpan.FromDays(12));
        Assert.Equal(0, Share("key", 0));
        Assert.Equal(1, Send("key", Notes[0]));
    }

    [Fact]
    public void Unrelated_text_leaves_no_trace()
    {
        for (var i = 0; i < 30; i++) Send("key", Written(100 + i, 500));
        Assert.Equal(0, Share("key", 0) + Share("key", 1) + Share("key", 2));
    }

    [Fact]
    public void Keys_without_end_do_not_fill_the_memory()
    {
        var page = string.Join(' ', Notes[0].Split(' ')[..40]);
        for (var i = 0; i < 17_000; i++) Send($"key{i}", page);
        Assert.InRange(Enumerable.Range(0, 17_000).Count(i => Share($"key{i}", 0) > 0), 12_000, 16_384);
    }

    private int Send(string key, string text)
    {
        var entries = new List<FingerprintEntry>();
        FingerprintComparison.Collect(_rule.Index, text, entries);
        return entries.Count == 0 ? 0 : _ledger.Record(key, _rule, entries);
    }

    private double Share(string key, int document) => _ledger.ShareOf(key, "notes", _rule.Index.Documents[document]);

    private static ExposureRule RuleOf(int percent)
    {
        var set = new FingerprintSet(new FingerprintKey(new byte[FingerprintKey.Size]));
        foreach (var (i, text) in Notes.Index()) set.Add($"note{i}", text);
        return new ExposureRule("notes", set.ToIndex(), percent, new InspectionRule("fingerprints", "notes-exposure", "NOTE", GuardrailAction.Flag, false, Confidence.Possible, Sensitivity.Restricted));
    }

    private static string Written(int seed, int words)
    {
        var chance = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => $"word{chance.Next(5_000)}"));
    }
}
