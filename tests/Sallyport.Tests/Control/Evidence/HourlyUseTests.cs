using Sallyport.Control.Evidence.Report;
using Sallyport.Gateway.Audit.ReadModels;
using Xunit;

namespace Sallyport.Tests.Control.Evidence;

public sealed class HourlyUseTests
{
    private const long Start = 490_000; // some hour since 1970

    [Fact]
    public void An_hour_far_above_its_usual_is_a_spike_and_says_what_was_usual()
    {
        var use = Rhythm(days: 30);
        Add(use, Start + (29 * 24) + 10, 200);
        var (spikes, judged, notJudged) = use.Judge(Start + (29 * 24), Start + (30 * 24));
        var spike = Assert.Single(spikes, s => s.Measure == "requests");
        Assert.Equal(("requests", 230L, 30L), (spike.Measure, spike.Value, spike.Usual));
        Assert.True(spike.Value > spike.Threshold);
        Assert.Equal((24, 0), (judged, notJudged));
    }

    [Fact]
    public void A_daily_rhythm_is_no_spike() =>
        Assert.Empty(Rhythm(days: 30).Judge(Start + (8 * 24), Start + (30 * 24)).Spikes);

    [Fact]
    public void Earlier_spikes_do_not_hide_a_later_one()
    {
        var use = Rhythm(days: 30);
        for (var day = 20; day < 25; day++) Add(use, Start + (day * 24) + 10, 300);
        Add(use, Start + (29 * 24) + 10, 300);
        Assert.Single(use.Judge(Start + (29 * 24), Start + (30 * 24)).Spikes, s => s.Measure == "requests");
    }

    [Fact]
    public void Few_large_requests_are_a_spike_of_tokens()
    {
        var use = Rhythm(days: 30);
        use.Add(Fact(Start + (29 * 24) + 10, tokens: 900_000));
        Assert.Equal("tokens", Assert.Single(use.Judge(Start + (29 * 24), Start + (30 * 24)).Spikes).Measure);
    }

    [Fact]
    public void Without_a_week_of_history_nothing_is_judged()
    {
        var use = Rhythm(days: 6);
        Add(use, Start + (5 * 24) + 10, 10_000);
        var (spikes, judged, notJudged) = use.Judge(Start, Start + (6 * 24));
        Assert.Empty(spikes);
        Assert.Equal((0, 6 * 24), (judged, notJudged));
    }

    [Fact]
    public void A_key_that_slept_and_wakes_up_is_a_spike()
    {
        var use = new HourlyUse();
        Add(use, Start, 1);
        Add(use, Start + (20 * 24), 25); // all hours in between count as none
        Assert.Equal((25, 0), Assert.Single(use.Judge(Start + 24, Start + (21 * 24)).Spikes) is { } s ? ((int)s.Value, (int)s.Usual) : default);
    }

    /// <summary>Thirty requests an hour by day and three by night.</summary>
    private static HourlyUse Rhythm(int days)
    {
        var use = new HourlyUse();
        for (var hour = 0; hour < days * 24; hour++) Add(use, Start + hour, hour % 24 is > 8 and < 18 ? 30 : 3);
        return use;
    }

    private static void Add(HourlyUse use, long hour, int requests)
    {
        for (var i = 0; i < requests; i++) use.Add(Fact(hour, tokens: 100));
    }

    private static Fact Fact(long hour, long tokens) => new(1, hour * 3_600_000_000 + 5, 0, 0, 0, 0, tokens, 0, 0, 0);
}
