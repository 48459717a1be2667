namespace Sallyport.Gateway.Alerts;

/// <summary>What a budget will do if spending goes on as it did on average since its window began. A straight line: it knows nothing of nights, weekends or month ends.</summary>
/// <param name="EndsAt">When the budget is spent; null unless <see cref="ForecastState.Ends"/> or <see cref="ForecastState.Spent"/>.</param>
public readonly record struct SpendForecast(ForecastState State, DateTimeOffset? EndsAt)
{
    /// <summary>Less than this share of the window says too little: one in 20.</summary>
    private const int LeastShare = 20;

    private static readonly TimeSpan LeastTime = TimeSpan.FromMinutes(10);

    /// <param name="start">When the window began.</param>
    /// <param name="end">When it ends; <see cref="DateTimeOffset.MaxValue"/> if never.</param>
    public static SpendForecast Of(DateTimeOffset start, DateTimeOffset end, DateTimeOffset now, long spent, long most)
    {
        if (spent >= most) return new SpendForecast(ForecastState.Spent, now);
        var elapsed = now - start;
        // A budget for ever does not know when it was begun to be used.
        if (end == DateTimeOffset.MaxValue || spent <= 0 || elapsed < LeastTime || elapsed < (end - start) / LeastShare) return new SpendForecast(ForecastState.Unknown, null);
        var left = (Int128)elapsed.Ticks * (most - spent) / spent;
        return left < (end - now).Ticks ? new SpendForecast(ForecastState.Ends, now.AddTicks((long)left)) : new SpendForecast(ForecastState.Lasts, null);
    }
}

/// <summary>What can be said of a budget's end.</summary>
public enum ForecastState
{
    /// <summary>Too little is known: less than a twentieth of the window or ten minutes have gone by, nothing is spent, or the budget has no window.</summary>
    Unknown,

    /// <summary>It is not spent before its window ends.</summary>
    Lasts,

    /// <summary>It is spent before.</summary>
    Ends,

    /// <summary>It is spent.</summary>
    Spent,
}
