namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>Hours and days of usage rows: whole ones since 1970, UTC.</summary>
public static class UsageClock
{
    private const long HourMicroseconds = 3_600_000_000, DayMicroseconds = 24 * HourMicroseconds;

    /// <param name="microseconds">Since 1970.</param>
    public static long HourOf(long microseconds) => Floor(microseconds, HourMicroseconds);

    /// <param name="microseconds">Since 1970.</param>
    public static long DayOf(long microseconds) => Floor(microseconds, DayMicroseconds);

    public static long HourOf(DateTimeOffset time) => HourOf(MicrosecondsOf(time));

    public static long DayOf(DateTimeOffset time) => DayOf(MicrosecondsOf(time));

    /// <summary>Beginning of an hour or a day.</summary>
    public static DateTimeOffset TimeOf(UsageGrain grain, long start) => DateTimeOffset.UnixEpoch + TimeSpan.FromHours(grain is UsageGrain.Hour ? start : start * 24);

    /// <param name="microseconds">Since 1970.</param>
    public static DateTimeOffset TimeOf(long microseconds) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(microseconds);

    /// <summary>Since 1970; finer parts are cut off.</summary>
    public static long MicrosecondsOf(DateTimeOffset time) => Floor((time - DateTimeOffset.UnixEpoch).Ticks, TimeSpan.TicksPerMicrosecond);

    private static long Floor(long value, long unit) => (value / unit) - (value % unit < 0 ? 1 : 0);
}
