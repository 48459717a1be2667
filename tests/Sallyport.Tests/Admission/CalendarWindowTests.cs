using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Gateway.Admission;
using Xunit;

namespace Sallyport.Tests.Admission;

public sealed class CalendarWindowTests
{
    [Theory]
    [InlineData("2026-03-29T12:00:00Z", LimitWindow.Day, "Europe/Berlin", "2026-03-28T23:00:00Z", 23)]
    [InlineData("2026-10-25T12:00:00Z", LimitWindow.Day, "Europe/Berlin", "2026-10-24T22:00:00Z", 25)]
    [InlineData("2026-11-21T12:00:00Z", LimitWindow.Day, "Europe/Berlin", "2026-11-20T23:00:00Z", 24)]
    [InlineData("2026-03-08T12:00:00Z", LimitWindow.Day, "America/New_York", "2026-03-08T05:00:00Z", 23)]
    [InlineData("2018-11-04T12:00:00Z", LimitWindow.Day, "America/Sao_Paulo", "2018-11-04T03:00:00Z", 23)] // clocks went forward at midnight
    [InlineData("2011-12-30T09:00:00Z", LimitWindow.Day, "Pacific/Apia", "2011-12-29T10:00:00Z", 24)] // the day after was left out
    [InlineData("2010-11-07T02:45:00Z", LimitWindow.Day, "America/St_Johns", "2010-11-07T02:30:00Z", 25)] // at 00:01 clocks went back to 23:01
    [InlineData("2026-11-22T23:59:59Z", LimitWindow.Week, "UTC", "2026-11-16T00:00:00Z", 168)]
    [InlineData("2026-11-23T00:00:00Z", LimitWindow.Week, "UTC", "2026-11-23T00:00:00Z", 168)]
    [InlineData("2026-03-25T00:00:00Z", LimitWindow.Week, "Europe/Berlin", "2026-03-22T23:00:00Z", 167)]
    [InlineData("2026-02-28T23:59:59Z", LimitWindow.Month, "UTC", "2026-02-01T00:00:00Z", 672)]
    [InlineData("2026-03-01T00:00:00Z", LimitWindow.Month, "Asia/Kolkata", "2026-02-28T18:30:00Z", 744)]
    [InlineData("2026-12-31T23:30:00Z", LimitWindow.Month, "UTC", "2026-12-01T00:00:00Z", 744)]
    [InlineData("2026-11-21T12:10:00Z", LimitWindow.Hour, "Asia/Kolkata", "2026-11-21T11:30:00Z", 1)]
    public void Windows_begin_and_end_by_the_calendar_of_their_zone(string at, LimitWindow window, string zone, string start, double hours)
    {
        var found = CalendarWindow.At(Time(at), window, TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal((Time(start), hours), (found.Start, (found.End - found.Start).TotalHours));
    }

    [Fact]
    public void An_hour_that_comes_twice_is_two_windows()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var (first, second) = (CalendarWindow.At(Time("2026-10-25T00:30:00Z"), LimitWindow.Hour, zone), CalendarWindow.At(Time("2026-10-25T01:30:00Z"), LimitWindow.Hour, zone));
        Assert.Equal(first.End, second.Start);
    }

    [Fact]
    public void Total_never_ends() => Assert.Equal((DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue), (CalendarWindow.At(Time("2026-10-25T00:30:00Z"), LimitWindow.Total, TimeZoneInfo.Utc) is var w ? (w.Start, w.End) : default));

    /// <summary>Every moment is in the window found for it, and the moment at which that ends is in the next one.</summary>
    [Fact]
    public void Windows_cover_all_time_without_gap_or_overlap()
    {
        string[] zones = ["UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia", "Africa/Cairo", "America/Havana", "Asia/Beirut", "Pacific/Auckland", "America/St_Johns"];
        var cases = from minutes in Gen.Choose(0, 25 * 365 * 24 * 60) // from 2005 to 2030
                    from zone in Gen.Elements(zones)
                    from window in Gen.Elements(LimitWindow.Hour, LimitWindow.Day, LimitWindow.Week, LimitWindow.Month)
                    select (Time("2005-01-01T00:00:00Z").AddMinutes(minutes), zone, window);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(c.zone);
            var found = CalendarWindow.At(c.Item1, c.window, zone);
            var next = CalendarWindow.At(found.End, c.window, zone);
            var last = CalendarWindow.At(found.End.AddTicks(-1), c.window, zone);
            return found.Holds(c.Item1) && next.Start == found.End && last == found;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
