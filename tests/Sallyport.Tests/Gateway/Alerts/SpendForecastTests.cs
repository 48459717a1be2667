using FsCheck;
using FsCheck.Fluent;
using Sallyport.Gateway.Alerts;
using Xunit;

namespace Sallyport.Tests.Gateway.Alerts;

public sealed class SpendForecastTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(31);

    [Fact]
    public void Half_of_a_month_budget_after_ten_days_ends_after_ten_more() =>
        Assert.Equal(new SpendForecast(ForecastState.Ends, Start.AddDays(20)), SpendForecast.Of(Start, End, Start.AddDays(10), 50, 100));

    [Theory]
    [InlineData(10, 10, ForecastState.Lasts)]
    [InlineData(10, 32, ForecastState.Lasts)] // to the last hour
    [InlineData(10, 33, ForecastState.Ends)]
    [InlineData(10, 0, ForecastState.Unknown)] // nothing is spent
    [InlineData(1, 90, ForecastState.Unknown)] // a day says too little of a month
    [InlineData(1, 100, ForecastState.Spent)]
    [InlineData(30, 101, ForecastState.Spent)]
    public void What_can_be_said_is_said_and_no_more(int day, long spent, ForecastState state) =>
        Assert.Equal(state, SpendForecast.Of(Start, End, Start.AddDays(day), spent, 100).State);

    [Fact]
    public void A_budget_for_ever_and_the_first_minutes_of_an_hour_have_no_forecast()
    {
        Assert.Equal(ForecastState.Unknown, SpendForecast.Of(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, Start, 50, 100).State);
        Assert.Equal(ForecastState.Unknown, SpendForecast.Of(Start, Start.AddHours(1), Start.AddMinutes(9), 50, 100).State);
        Assert.Equal(ForecastState.Ends, SpendForecast.Of(Start, Start.AddHours(1), Start.AddMinutes(10), 50, 100).State);
    }

    [Fact]
    public void A_forecast_lies_between_now_and_the_end_and_no_amount_overflows_it() => Prop.ForAll(
        ArbMap.Default.ArbFor<(long, long, int)>(),
        input =>
        {
            var (spent, most, minutes) = (input.Item1 & long.MaxValue, (input.Item2 & long.MaxValue) | 1, Math.Abs(input.Item3 % (31 * 1_440)));
            var now = Start.AddMinutes(minutes);
            var forecast = SpendForecast.Of(Start, End, now, spent, most);
            return forecast.State is not ForecastState.Ends || (forecast.EndsAt >= now && forecast.EndsAt < End);
        }).QuickCheckThrowOnFailure();
}
