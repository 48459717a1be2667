using System.Globalization;
using Sallyport.Gateway.Listener;
using Sallyport.Providers;

namespace Sallyport.Gateway.Admission;

/// <summary>Tells a client how much is left, in the headers that its library knows: of several limits the tightest.</summary>
internal static class LimitHeaders
{
    /// <summary>True for headers in which an upstream tells what is left of its own limits for us.</summary>
    public static bool IsUpstreams(string name) => name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("anthropic-ratelimit-", StringComparison.OrdinalIgnoreCase);

    public static void Write(Exchange exchange, IReadOnlyList<LimitReading> readings)
    {
        if (Tightest(readings, LimitUnit.Requests) is { } requests) Write(exchange, "requests", requests);
        if (Tightest(readings, LimitUnit.Tokens) is { } tokens) Write(exchange, "tokens", tokens);
    }

    private static LimitReading? Tightest(IReadOnlyList<LimitReading> readings, LimitUnit unit)
    {
        LimitReading? tightest = null;
        for (var i = 0; i < readings.Count; i++)
        {
            var reading = readings[i];
            if (reading.Counter.Rule.Unit != unit || reading.Counter.Rule.Window is LimitWindow.Open) continue;
            if (tightest is not { } least || reading.Remaining < least.Remaining) tightest = reading;
        }

        return tightest;
    }

    private static void Write(Exchange exchange, string unit, in LimitReading reading)
    {
        exchange.LimitsTold = true;
        if (exchange.Match.Dialect == DialectId.AnthropicMessages)
        {
            exchange.SetHeader($"anthropic-ratelimit-{unit}-limit", Text(reading.Limit));
            exchange.SetHeader($"anthropic-ratelimit-{unit}-remaining", Text(reading.Remaining));
            if (reading.Reset is { } at) exchange.SetHeader($"anthropic-ratelimit-{unit}-reset", (exchange.At + at).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            return;
        }

        exchange.SetHeader($"x-ratelimit-limit-{unit}", Text(reading.Limit));
        exchange.SetHeader($"x-ratelimit-remaining-{unit}", Text(reading.Remaining));
        if (reading.Reset is { } wait) exchange.SetHeader($"x-ratelimit-reset-{unit}", Duration(wait));
    }

    /// <summary>As OpenAI writes durations: <c>120ms</c>, <c>7s</c>, <c>6m0s</c>, <c>2h5m0s</c>.</summary>
    internal static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1)) return string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(Math.Max(0, time.TotalMilliseconds))}ms");
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
            < 3_600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m{seconds % 60}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600}h{seconds % 3_600 / 60}m{seconds % 60}s"),
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
