using System.Text.Json;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Incidents;

/// <summary>An alert as shown, and where it went.</summary>
/// <param name="Facts">The same for programs.</param>
public sealed record AlertView(string Id, string Kind, string Severity, DateTimeOffset At, string Summary, JsonElement Facts, IReadOnlyList<DeliveryView> Deliveries)
{
    public static AlertView Of(AlertRecord r)
    {
        using var facts = JsonDocument.Parse(r.Alert.Facts);
        return new AlertView(r.Alert.Id, EnumWords.Of(r.Alert.Kind), EnumWords.Of(r.Alert.Severity), r.Alert.At, r.Alert.Summary, facts.RootElement.Clone(), [.. r.Deliveries.Select(d => new DeliveryView(d.Channel, EnumWords.Of(d.State), d.Attempts, d.At))]);
    }
}

/// <param name="State"><c>waiting</c>, <c>delivered</c> or <c>given_up</c>.</param>
/// <param name="At">When it ended, or when the next attempt is due.</param>
public sealed record DeliveryView(string Channel, string State, int Attempts, DateTimeOffset At);

/// <summary>Alerts, the newest first. One without deliveries was passed over by a higher one, or no channel wanted it.</summary>
public sealed record AlertPage(IReadOnlyList<AlertView> Alerts);
