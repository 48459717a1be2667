using System.Globalization;

namespace Sallyport.Gateway.Configuration.Reading;

/// <summary>Durations as people write them: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>1h</c>.</summary>
internal static class Duration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var unit = text.AsSpan().TrimStart("0123456789");
        if (unit.Length == text.Length || !long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 1_000_000_000) return false;
        switch (unit)
        {
            case "ms": duration = TimeSpan.FromMilliseconds(count); return true;
            case "s": duration = TimeSpan.FromSeconds(count); return true;
            case "m": duration = TimeSpan.FromMinutes(count); return true;
            case "h": duration = TimeSpan.FromHours(count); return true;
            default: return false;
        }
    }

    public static string Format(TimeSpan duration) =>
        duration.Ticks % TimeSpan.TicksPerSecond != 0 ? FormattableString.Invariant($"{(long)duration.TotalMilliseconds}ms") : FormattableString.Invariant($"{(long)duration.TotalSeconds}s");
}
