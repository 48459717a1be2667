namespace Sallyport.Gateway.Admission;

/// <summary>What a refusal says of a limit, in words.</summary>
/// <param name="Rule">Which one.</param>
/// <param name="Limit">All there is: "5.00 USD".</param>
/// <param name="Left">What is left of it.</param>
/// <param name="Needed">The most that this request could have used.</param>
/// <param name="Wait">When to come again; null if waiting does not help.</param>
public sealed record LimitFigures(LimitRule Rule, string Limit, string Left, string Needed, TimeSpan? Wait)
{
    /// <summary>Whose count it is: "of this key". Never a name.</summary>
    public string Whose => Rule.Scope switch
    {
        LimitScope.Global => "of this gateway",
        LimitScope.Organization => "of this organization",
        LimitScope.Team => "of this team",
        LimitScope.User => "of this user",
        LimitScope.Key => "of this key",
        LimitScope.Application => "of this application",
        LimitScope.Model => "of this model",
        LimitScope.Upstream => "of this upstream",
        LimitScope.Address => "of this address",
        _ => "of this end user",
    };

    /// <summary>"at once", "a minute", "a month".</summary>
    public string Span => Rule.Window switch
    {
        LimitWindow.Open => "at once",
        LimitWindow.Second => "a second",
        LimitWindow.Minute => "a minute",
        LimitWindow.Hour => "an hour",
        LimitWindow.Day => "a day",
        LimitWindow.Week => "a week",
        LimitWindow.Month => "a month",
        _ => "in all",
    };

    /// <summary>"in 40 s", "in 3 h 20 min".</summary>
    public static string In(TimeSpan wait)
    {
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        return seconds switch
        {
            < 120 => FormattableString.Invariant($"in {Math.Max(1, seconds)} s"),
            < 7_200 => FormattableString.Invariant($"in {seconds / 60} min {seconds % 60} s"),
            < 172_800 => FormattableString.Invariant($"in {seconds / 3_600} h {seconds % 3_600 / 60} min"),
            _ => FormattableString.Invariant($"in {seconds / 86_400} days {seconds % 86_400 / 3_600} h"),
        };
    }
}
