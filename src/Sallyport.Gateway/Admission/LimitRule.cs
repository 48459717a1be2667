namespace Sallyport.Gateway.Admission;

/// <summary>A limit or budget of the configuration, compiled. Compared by reference: each snapshot has its own.</summary>
public sealed class LimitRule
{
    private CalendarWindow? _window;

    /// <summary>First part of its counters' ids: letters, digits, hyphens, underscores, dots; no <c>#</c>. Counters go on under the same id when the configuration changes.</summary>
    public required string Id { get; init; }

    public required LimitScope Scope { get; init; }

    public required LimitUnit Unit { get; init; }

    public required LimitWindow Window { get; init; }

    /// <summary>Most of the unit in one window. At least 0, which refuses everything.</summary>
    public required long Most { get; init; }

    /// <summary><see cref="LimitWindow.Second"/> and <see cref="LimitWindow.Minute"/>: most of the unit at one instant.</summary>
    /// <value>Default 0: as much as <see cref="Most"/>.</value>
    public long Burst { get; init; }

    /// <summary>Strict (0): admitted if what was spent, what is reserved and this exchange's most are within <see cref="Most"/>.
    /// Bounded (more): admitted while less than <see cref="Most"/> is spent and all of that is within <see cref="Most"/> and this much more.
    /// Rolling windows: added to <see cref="Burst"/>.</summary>
    /// <value>Default 0.</value>
    public long Overshoot { get; init; }

    /// <summary>By whose calendar windows begin.</summary>
    /// <value>Default UTC.</value>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Shares of <see cref="Most"/>, in percent, at which somebody is told, smallest first.</summary>
    public IReadOnlyList<int> AlertPercents { get; init; } = [];

    /// <summary>True if it is a part of the record: what is counted by the calendar.</summary>
    public bool IsRecorded => Window >= LimitWindow.Hour;

    /// <summary>The most that may ever be spent and reserved in one window; sums do not overflow.</summary>
    internal long Cap => Overshoot > long.MaxValue / 4 - Math.Min(Most, long.MaxValue / 4) ? long.MaxValue / 4 : Math.Min(Most, long.MaxValue / 4) + Overshoot;

    /// <summary>True for <see cref="LimitWindow.Second"/> and <see cref="LimitWindow.Minute"/>.</summary>
    public bool IsRolling => Window is LimitWindow.Second or LimitWindow.Minute;

    /// <summary>The window of the calendar that holds a moment.</summary>
    internal CalendarWindow WindowAt(DateTimeOffset utc)
    {
        if (_window is { } last && last.Holds(utc)) return last;
        return _window = CalendarWindow.At(utc, Window, Zone);
    }
}
