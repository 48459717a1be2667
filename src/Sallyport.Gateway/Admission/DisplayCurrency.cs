using System.Globalization;
using Sallyport.Gateway.Configuration.Compiling;

namespace Sallyport.Gateway.Admission;

/// <summary>A currency that people read beside US dollars. Nothing is reckoned in it.</summary>
/// <param name="Code">ISO 4217: EUR.</param>
/// <param name="PerUsd">Units for one US dollar, as the operator states it.</param>
public sealed record DisplayCurrency(string Code, decimal PerUsd)
{
    /// <summary>An amount of money for people: <c>5.00 USD</c>, or <c>5.00 USD (4.60 EUR)</c>.</summary>
    public static string Show(long nanoUsd, DisplayCurrency? display)
    {
        var dollars = MoneyText.Format(nanoUsd) + " USD";
        if (display is null) return dollars;
        var amount = nanoUsd / 1_000_000_000m * display.PerUsd;
        var shown = Math.Abs(amount) >= 0.1m ? amount.ToString("0.00", CultureInfo.InvariantCulture) : amount.ToString("0.00####", CultureInfo.InvariantCulture);
        return $"{dollars} ({shown} {display.Code})";
    }
}
