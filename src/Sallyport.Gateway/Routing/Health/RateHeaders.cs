using System.Globalization;
using System.Net.Http.Headers;

namespace Sallyport.Gateway.Routing.Health;

/// <summary>Reads from an answer how long its credential has nothing left: from a refusal, or before there is one.</summary>
/// <remarks>
/// OpenAI and those who follow it: <c>x-ratelimit-remaining-requests: 0</c>, <c>x-ratelimit-reset-requests: 6m0s</c>, and the same of tokens.
/// Anthropic: <c>anthropic-ratelimit-requests-remaining: 0</c>, <c>anthropic-ratelimit-requests-reset: 2026-03-01T12:00:00Z</c>, and the same of tokens, input-tokens and output-tokens.
/// </remarks>
internal static class RateHeaders
{
    /// <summary>Longest that an upstream's word is believed: a wrong one must not take a target away for a day.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>How long to leave a credential aside that was refused for its rate without a word of how long.</summary>
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(5);

    private static readonly (string Remaining, string Reset)[] OpenAI = [.. new[] { "requests", "tokens" }.Select(kind => ("x-ratelimit-remaining-" + kind, "x-ratelimit-reset-" + kind))];
    private static readonly (string Remaining, string Reset)[] Anthropic = [.. new[] { "requests", "tokens", "input-tokens", "output-tokens" }.Select(kind => ($"anthropic-ratelimit-{kind}-remaining", $"anthropic-ratelimit-{kind}-reset"))];

    /// <returns>How long; null if there is something left, or nothing is said.</returns>
    public static TimeSpan? WaitIn(int status, HttpResponseHeaders headers, DateTimeOffset now)
    {
        var raw = headers.NonValidated;
        TimeSpan? longest = null;
        if (status == 429) longest = AskedFor(raw, now) ?? Unsaid;
        foreach (var (remaining, reset) in OpenAI)
        {
            if (Read(raw, remaining) is "0" && TryReadSpan(Read(raw, reset) ?? "", out var span)) Take(ref longest, span);
        }

        foreach (var (remaining, reset) in Anthropic)
        {
            if (Read(raw, remaining) is "0" && DateTimeOffset.TryParse(Read(raw, reset), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) Take(ref longest, at - now);
        }

        return longest is not { } wait || wait <= TimeSpan.Zero ? null : wait < Longest ? wait : Longest;
    }

    /// <summary>Spans as Go prints them, which is what these headers hold: <c>1s</c>, <c>6m0s</c>, <c>20ms</c>, <c>1h2m3.5s</c>; a bare number is seconds.</summary>
    internal static bool TryReadSpan(string text, out TimeSpan span)
    {
        span = default;
        var seconds = 0d;
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
            if (end == at || !double.TryParse(text.AsSpan(at, end - at), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            var unit = end;
            while (unit < text.Length && char.IsAsciiLetter(text[unit])) unit++;
            var scale = text.AsSpan(end, unit - end) switch { "h" => 3_600, "m" => 60, "s" or "" => 1, "ms" => 0.001, _ => double.NaN };
            seconds += number * scale;
            if (double.IsNaN(seconds) || (unit == end && unit < text.Length)) return false;
            at = unit;
        }

        if (text.Length == 0 || seconds > int.MaxValue) return false;
        span = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static TimeSpan? AskedFor(HttpHeadersNonValidated raw, DateTimeOffset now)
    {
        if (TryReadNumber(Read(raw, "retry-after-ms"), out var milliseconds)) return TimeSpan.FromMilliseconds(milliseconds);
        var text = Read(raw, "retry-after");
        if (TryReadNumber(text, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date - now : null;
    }

    private static bool TryReadNumber(string? text, out double number)
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)) return false;
        number = Math.Min(number, int.MaxValue);
        return true;
    }

    private static string? Read(HttpHeadersNonValidated raw, string name) => raw.TryGetValues(name, out var values) && values.Count > 0 ? values.ToString() : null;

    private static void Take(ref TimeSpan? longest, TimeSpan wait)
    {
        if (longest is null || wait > longest) longest = wait;
    }
}
