namespace Sallyport.Gateway.Admission;

/// <summary>One window of a calendar: from <paramref name="Start"/> to before <paramref name="End"/>, in UTC.</summary>
internal sealed record CalendarWindow(DateTimeOffset Start, DateTimeOffset End)
{
    private static readonly CalendarWindow Ever = new(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    /// <summary>The window that holds a moment.</summary>
    /// <param name="window"><see cref="LimitWindow.Hour"/> or longer.</param>
    /// <param name="zone">By whose clocks it begins.</param>
    /// <remarks>A day lasts from the first moment of its date to the first moment of the next date that there is: 23 or 25 hours where clocks change, and none for a date that a country skips.</remarks>
    public static CalendarWindow At(DateTimeOffset utc, LimitWindow window, TimeZoneInfo zone)
    {
        if (window is LimitWindow.Total) return Ever;
        var offset = zone.GetUtcOffset(utc);
        var local = utc.ToOffset(offset).DateTime;
        if (window is LimitWindow.Hour)
        {
            var start = new DateTimeOffset(local.Date.AddHours(local.Hour), offset).ToUniversalTime();
            return new CalendarWindow(start, start.AddHours(1));
        }

        var date = DateOnly.FromDateTime(local);
        var found = Around(date, window, zone);
        while (utc < found.Start) found = Around(date = date.AddDays(-1), window, zone);
        while (utc >= found.End) found = Around(date = date.AddDays(1), window, zone); // an hour of yesterday that comes again after midnight
        return found;
    }

    public bool Holds(DateTimeOffset utc) => utc >= Start && utc < End;

    private static CalendarWindow Around(DateOnly date, LimitWindow window, TimeZoneInfo zone)
    {
        var sinceMonday = ((int)date.DayOfWeek + 6) % 7;
        var monthBegan = new DateOnly(date.Year, date.Month, 1);
        var (first, next) = window switch
        {
            LimitWindow.Day => (date, date.AddDays(1)),
            LimitWindow.Week => (date.AddDays(-sinceMonday), date.AddDays(7 - sinceMonday)),
            LimitWindow.Month => (monthBegan, monthBegan.AddMonths(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(window), window, "not a window of a calendar"),
        };
        return new CalendarWindow(BeginningOf(first, zone), BeginningOf(next, zone));
    }

    /// <summary>The second from which clocks show this date or a later one. Looked for in UTC, where no time is missing or comes twice.</summary>
    private static DateTimeOffset BeginningOf(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);
        var (before, after) = (midnight.AddHours(-26).ToUnixTimeSeconds(), midnight.AddHours(50).ToUnixTimeSeconds()); // offsets are at most 14 hours; one date may be missing
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            var at = DateTimeOffset.FromUnixTimeSeconds(middle);
            if (DateOnly.FromDateTime(at.ToOffset(zone.GetUtcOffset(at)).DateTime) >= date) after = middle;
            else before = middle;
        }

        return DateTimeOffset.FromUnixTimeSeconds(after);
    }
}
