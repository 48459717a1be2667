using System.Globalization;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Money as operators write it, exact to the nano-dollar: <c>5.00 USD</c>.</summary>
internal static class MoneyText
{
    public const string Allowed = "an amount with a currency, such as \"5.00 USD\": USD, at most 9 decimals, at most 1000000000";

    private const int Decimals = 9;
    private const long NanoPerDollar = 1_000_000_000, MostDollars = 1_000_000_000;

    /// <returns>Nano-USD; null if this is no amount. No floating point on the way: 0.1 is 100,000,000.</returns>
    public static long? Parse(string text)
    {
        if (!text.EndsWith(" USD", StringComparison.Ordinal)) return null;
        var number = text.AsSpan(0, text.Length - 4);
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var part = point < 0 ? default : number[(point + 1)..];
        if ((point >= 0 && part.IsEmpty) || part.Length > Decimals) return null;
        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var dollars) || dollars > MostDollars) return null;
        var fraction = 0L;
        if (!part.IsEmpty && !long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out fraction)) return null;
        for (var i = part.Length; i < Decimals; i++) fraction *= 10;
        return (dollars * NanoPerDollar) + fraction;
    }

    /// <summary>An amount as it is shown in messages and headers, without needless zeros: <c>0.0125</c>.</summary>
    public static string Format(long nanoUsd)
    {
        var (whole, fraction) = (Math.Abs(nanoUsd / NanoPerDollar), Math.Abs(nanoUsd % NanoPerDollar));
        var text = fraction == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{whole}.00")
            : string.Create(CultureInfo.InvariantCulture, $"{whole}.{fraction:D9}").TrimEnd('0');
        if (fraction != 0 && text.Length - text.IndexOf('.', StringComparison.Ordinal) == 2) text += "0";
        return nanoUsd < 0 ? "-" + text : text;
    }
}
