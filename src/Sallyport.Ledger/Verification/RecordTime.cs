namespace Sallyport.Ledger.Verification;

/// <summary>Reads the time of a record: RFC 3339 in UTC with up to nine decimals, <c>"2026-11-21T09:00:00.123456789Z"</c>.</summary>
internal static class RecordTime
{
    private const int WholeLength = 19, MaxDecimals = 9, TickDecimals = 7;

    /// <param name="quoted">The JSON string, quotation marks included.</param>
    /// <param name="ticks">100 ns each, as in <see cref="DateTime.Ticks"/>; finer digits are dropped.</param>
    public static bool TryParse(ReadOnlySpan<byte> quoted, out long ticks)
    {
        ticks = 0;
        if (quoted.Length < WholeLength + 3 || quoted[^2] != 'Z') return false;
        var text = quoted[1..^2];
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        int year = Number(text[..4]), month = Number(text.Slice(5, 2)), day = Number(text.Slice(8, 2)), hour = Number(text.Slice(11, 2)), minute = Number(text.Slice(14, 2)), second = Number(text.Slice(17, 2));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59) return false;
        ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        if (text.Length == WholeLength) return true;

        var decimals = text[(WholeLength + 1)..];
        if (text[WholeLength] != '.' || decimals.IsEmpty || decimals.Length > MaxDecimals || Number(decimals) < 0) return false;
        var fraction = 0L;
        for (var i = 0; i < TickDecimals; i++) fraction = (fraction * 10) + (i < decimals.Length ? decimals[i] - '0' : 0);
        ticks += fraction;
        return true;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return -1;
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
