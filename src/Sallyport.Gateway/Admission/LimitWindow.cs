namespace Sallyport.Gateway.Admission;

/// <summary>Over what time a limit counts. Numbers are frozen.</summary>
public enum LimitWindow
{
    /// <summary>Held while an exchange is open: how many at once. Not in the record.</summary>
    Open = 1,

    /// <summary>Rolling: <see cref="LimitRule.Most"/> in each second, after a burst. Not in the record.</summary>
    Second = 2,

    /// <summary>Rolling: <see cref="LimitRule.Most"/> in each minute, after a burst. Not in the record.</summary>
    Minute = 3,

    /// <summary>By the calendar of <see cref="LimitRule.Zone"/>, as all below.</summary>
    Hour = 4,

    /// <summary>A day has 23 or 25 hours where the clocks change.</summary>
    Day = 5,

    /// <summary>Begins on Monday.</summary>
    Week = 6,

    Month = 7,

    /// <summary>For ever.</summary>
    Total = 8,
}
