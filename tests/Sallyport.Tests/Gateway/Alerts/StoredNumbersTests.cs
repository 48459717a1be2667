using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Alerts;
using Xunit;

namespace Sallyport.Tests.Gateway.Alerts;

/// <summary>Numbers and words that are stored: these lists may only grow.</summary>
public sealed class StoredNumbersTests
{
    [Fact]
    public void Numbers_of_switches_and_alerts_are_frozen()
    {
        Assert.Equal(["Everything=1", "Organization=2", "Team=3", "User=4", "Key=5", "Application=6", "Model=7", "Upstream=8"], Of<StopScope>());
        Assert.Equal(["Budget=1", "Stop=2", "StopLifted=3", "Prices=4"], Of<AlertKind>());
        Assert.Equal(["Info=1", "Warning=2", "Critical=3"], Of<AlertSeverity>());
        Assert.Equal(["Waiting=1", "Delivered=2", "GivenUp=3"], Of<DeliveryState>());
        Assert.Equal(["incident", "key_leaked", "abuse", "budget", "maintenance", "request"], StopReasons.All);
    }

    private static IEnumerable<string> Of<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(v => $"{v}={Convert.ToInt32(v, System.Globalization.CultureInfo.InvariantCulture)}");
}
