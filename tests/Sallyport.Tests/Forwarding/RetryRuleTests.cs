using Sallyport.Gateway.Forwarding;
using Xunit;

namespace Sallyport.Tests.Forwarding;

public sealed class RetryRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 125, 250)]
    [InlineData(2, 250, 500)]
    [InlineData(3, 500, 1_000)]
    [InlineData(9, 4_000, 8_000)]
    [InlineData(1_000, 4_000, 8_000)]
    public void Waits_double_up_to_a_bound_and_vary(int attempt, int least, int most)
    {
        var waits = Enumerable.Range(0, 50).Select(_ => RetryRule.Wait(attempt)).ToList();
        Assert.All(waits, wait => Assert.InRange(wait.TotalMilliseconds, least, most));
        Assert.True(waits.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("retry-after", "2", 2_000)]
    [InlineData("retry-after", "0", 0)]
    [InlineData("retry-after-ms", "1500", 1_500)]
    [InlineData("retry-after", "Sat, 21 Nov 2026 10:00:03 GMT", 3_000)]
    [InlineData("retry-after", "Sat, 21 Nov 2026 09:00:00 GMT", 0)]
    public void A_wait_that_the_upstream_asks_for_is_kept_and_never_shortened(string name, string value, int asked) =>
        Assert.InRange(Wait((name, value))!.Value.TotalMilliseconds, asked, asked + 250);

    [Theory]
    [InlineData("retry-after", "10.5")]
    [InlineData("retry-after-ms", "999999999999999999999999")]
    [InlineData("retry-after", "Sat, 21 Nov 2026 10:01:00 GMT")]
    [InlineData("x-should-retry", "false")]
    [InlineData("X-Should-Retry", "FALSE")]
    public void A_long_wait_or_a_plain_no_goes_to_the_client(string name, string value) => Assert.Null(Wait((name, value)));

    [Theory]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("1e99")]
    [InlineData("")]
    public void Nonsense_counts_as_nothing_asked_for(string value) => Assert.InRange(Wait(("retry-after", value))!.Value.TotalMilliseconds, 125, 250);

    private static TimeSpan? Wait((string Name, string Value) header)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return RetryRule.WaitAfter(response.Headers, 1, Now);
    }
}
