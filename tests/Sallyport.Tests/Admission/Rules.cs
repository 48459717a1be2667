using Sallyport.Gateway.Admission;
using Xunit;

namespace Sallyport.Tests.Admission;

/// <summary>Short forms for rules, amounts and answers.</summary>
internal static class Rules
{
    public static LimitRule Of(LimitUnit unit, LimitWindow window, long most, long burst = 0, long overshoot = 0, string zone = "UTC", string id = "rule") =>
        new() { Id = id, Scope = LimitScope.Key, Unit = unit, Window = window, Most = most, Burst = burst, Overshoot = overshoot, Zone = TimeZoneInfo.FindSystemTimeZoneById(zone) };

    public static Amounts Usd(long nano) => new(1, 0, 0, nano);

    public static Amounts Tokens(long count) => new(1, count, 0, 0);

    public static Amounts Once => new(1, 0, 0, 0);

    /// <summary>Takes from memory, where nothing may wait.</summary>
    public static TakeResult Try(this ILimitCounters counters, Amounts most, params Counter[] all)
    {
        var task = counters.TryTakeAsync(all, most, default).AsTask();
        Assert.True(task.IsCompletedSuccessfully);
        return task.Result;
    }

    public static Take Take(this ILimitCounters counters, Amounts most, params Counter[] all) => counters.Try(most, all).Take ?? throw new InvalidOperationException("refused");

    public static LimitRefusal Refusal(this ILimitCounters counters, Amounts most, params Counter[] all) => counters.Try(most, all).Refusal ?? throw new InvalidOperationException("taken");
}
