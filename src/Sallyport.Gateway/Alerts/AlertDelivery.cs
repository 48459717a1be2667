namespace Sallyport.Gateway.Alerts;

/// <summary>An alert on its way to one channel.</summary>
/// <param name="Attempts">Earlier ones.</param>
public sealed record AlertDelivery(Alert Alert, string Channel, int Attempts);

/// <summary>How a delivery stands. Numbers are frozen: they are stored.</summary>
public enum DeliveryState
{
    Waiting = 1,
    Delivered = 2,

    /// <summary>Not taken within a day.</summary>
    GivenUp = 3,
}

/// <summary>An alert and what became of it.</summary>
public sealed record AlertRecord(Alert Alert, IReadOnlyList<DeliveryRecord> Deliveries);

/// <param name="At">When it ended, or when the next attempt is due.</param>
public sealed record DeliveryRecord(string Channel, DeliveryState State, int Attempts, DateTimeOffset At);
