using Sallyport.Gateway.Routing.Health;
using Xunit;

namespace Sallyport.Tests.Routing;

public sealed class RateHeadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1s", 1_000)]
    [InlineData("6m0s", 360_000)]
    [InlineData("20ms", 20)]
    [InlineData("1h2m3.5s", 3_723_500)]
    [InlineData("59.7", 59_700)]
    [InlineData("0s", 0)]
    public void A_span_is_read_as_it_is_printed(string text, double milliseconds)
    {
        Assert.True(RateHeaders.TryReadSpan(text, out var span));
        Assert.Equal(milliseconds, span.TotalMilliseconds, 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("-1s")]
    [InlineData("1s ")]
    [InlineData("1..2s")]
    [InlineData("99999999999999999999h")]
    [InlineData("soon")]
    public void What_is_no_span_is_not_read(string text) => Assert.False(RateHeaders.TryReadSpan(text, out _));

    [Fact]
    public void Nothing_left_of_requests_is_known_before_the_refusal() =>
        Assert.Equal(TimeSpan.FromSeconds(12), Wait(200, ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "12s"), ("x-ratelimit-remaining-tokens", "9000"), ("x-ratelimit-reset-tokens", "90s")));

    [Fact]
    public void The_longest_of_several_waits_counts() =>
        Assert.Equal(TimeSpan.FromSeconds(90), Wait(200, ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "12s"), ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "1m30s")));

    [Theory]
    [InlineData("requests")]
    [InlineData("tokens")]
    [InlineData("input-tokens")]
    [InlineData("output-tokens")]
    public void Anthropic_names_the_moment(string kind) =>
        Assert.Equal(TimeSpan.FromSeconds(30), Wait(200, ($"anthropic-ratelimit-{kind}-remaining", "0"), ($"anthropic-ratelimit-{kind}-reset", "2026-03-01T12:00:30Z")));

    [Fact]
    public void While_something_is_left_nothing_is_set_aside() =>
        Assert.Null(Wait(200, ("x-ratelimit-remaining-requests", "1"), ("x-ratelimit-reset-requests", "12s"), ("anthropic-ratelimit-requests-remaining", "4"), ("anthropic-ratelimit-requests-reset", "2026-03-01T12:00:30Z"), ("retry-after", "7")));

    [Theory]
    [InlineData("retry-after", "7", 7)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("retry-after", "Sun, 01 Mar 2026 12:00:09 GMT", 9)]
    [InlineData("retry-after", "nonsense", 5)]
    [InlineData("x-other", "1", 5)]
    public void A_refusal_says_how_long_or_a_short_time_is_taken(string name, string value, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Wait(429, (name, value)));

    [Fact]
    public void No_upstream_takes_itself_away_for_longer_than_ten_minutes() => Assert.Equal(TimeSpan.FromMinutes(10), Wait(429, ("retry-after", "86400")));

    [Fact]
    public void A_moment_that_has_passed_sets_nothing_aside() => Assert.Null(Wait(200, ("anthropic-ratelimit-requests-remaining", "0"), ("anthropic-ratelimit-requests-reset", "2026-03-01T11:59:59Z")));

    private static TimeSpan? Wait(int status, params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers) response.Headers.TryAddWithoutValidation(name, value);
        return RateHeaders.WaitIn(status, response.Headers, Now);
    }
}
