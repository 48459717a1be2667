namespace Sallyport.Gateway.Alerts;

/// <summary>What an alert is about. Numbers are frozen: they are stored.</summary>
public enum AlertKind
{
    /// <summary>A share of a budget is spent.</summary>
    Budget = 1,

    /// <summary>Something is stopped, or lets a share through.</summary>
    Stop = 2,

    /// <summary>Something that was stopped is not any more.</summary>
    StopLifted = 3,

    /// <summary>Prices have changed, or are old.</summary>
    Prices = 4,
}
