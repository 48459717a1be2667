using System.Globalization;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Alerts;

/// <summary>Amounts for people: <c>4.00 USD</c>, <c>1200 tokens</c>.</summary>
public static class AmountText
{
    public static string Of(LimitUnit unit, long amount, DisplayCurrency? display = null) => unit is LimitUnit.NanoUsd ? DisplayCurrency.Show(amount, display) : string.Create(CultureInfo.InvariantCulture, $"{amount} {EnumWords.Of(unit)}");
}
