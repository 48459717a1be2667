namespace Sallyport.Gateway.Admission;

/// <summary>Either a take, or which counter said no.</summary>
public readonly record struct TakeResult(Take? Take, LimitRefusal? Refusal);

/// <summary>Which counter said no, and the figures.</summary>
/// <param name="Counter">The first that said no, in the caller's order.</param>
/// <param name="Limit">Its limit: with the overshoot that its policy allows, or the burst of a rolling window.</param>
/// <param name="Remaining">What of it is left now; 0 if a bounded budget is spent.</param>
/// <param name="Asked">The most that this exchange could have used.</param>
/// <param name="Wait">When to come again; null if that never helps: the exchange asks for more than a whole window holds, or the window is <see cref="LimitWindow.Total"/>.</param>
public sealed record LimitRefusal(Counter Counter, long Limit, long Remaining, long Asked, TimeSpan? Wait);
