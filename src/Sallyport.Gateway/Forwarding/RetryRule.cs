using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Sallyport.Gateway.Forwarding;

/// <summary>When another attempt is worth making, and how long to wait before it.</summary>
internal static class RetryRule
{
    /// <summary>Longest wait that an upstream may ask of us; a longer one is the client's to decide about.</summary>
    internal static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(10);

    private const int FirstWaitMilliseconds = 250, MaxWaitMilliseconds = 8_000;

    /// <summary>Statuses that say "not now". 408 and 409 are not among them: the first may hide work done, the second will not change by itself.</summary>
    public static bool IsTransient(int status) => status is 429 or 500 or 502 or 503 or 504 or 529;

    /// <summary>How long to wait after a transient answer; null if it must go to the client as it is.</summary>
    /// <param name="headers">Of the answer.</param>
    /// <param name="attempt">The one just made, from 1.</param>
    /// <param name="now">For a Retry-After that names a date.</param>
    public static TimeSpan? WaitAfter(HttpResponseHeaders headers, int attempt, DateTimeOffset now)
    {
        var raw = headers.NonValidated;
        if (raw.TryGetValues("x-should-retry", out var verdict) && verdict.ToString().Equals("false", StringComparison.OrdinalIgnoreCase)) return null;

        TimeSpan? asked = null;
        if (raw.TryGetValues("retry-after-ms", out var milliseconds) && TryReadNumber(milliseconds.ToString(), 1, out var wait)) asked = wait;
        else if (raw.TryGetValues("retry-after", out var after))
        {
            var text = after.ToString();
            if (TryReadNumber(text, 1_000, out wait)) asked = wait;
            else if (DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) asked = date > now ? date - now : TimeSpan.Zero;
        }

        if (asked is not { } wanted) return Wait(attempt);
        if (wanted > MaxRetryAfter) return null;
        // Never earlier than asked, and a little later each, or everybody who was told the same comes back together.
        return wanted + Jitter(FirstWaitMilliseconds);
    }

    /// <summary>0.25 s, 0.5 s, 1 s, … up to 8 s; each shortened by chance to as little as half.</summary>
    public static TimeSpan Wait(int attempt)
    {
        var most = Math.Min(MaxWaitMilliseconds, FirstWaitMilliseconds << Math.Min(attempt - 1, 10));
        return TimeSpan.FromMilliseconds(most / 2) + Jitter(most / 2);
    }

    private static bool TryReadNumber(string text, int millisecondsPerUnit, out TimeSpan wait)
    {
        wait = default;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number)) return false;
        wait = number < int.MaxValue ? TimeSpan.FromMilliseconds(number * millisecondsPerUnit) : TimeSpan.MaxValue;
        return true;
    }

    private static TimeSpan Jitter(int milliseconds) => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(milliseconds + 1));
}
