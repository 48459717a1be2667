namespace Sallyport.Gateway.Alerts;

/// <summary>How soon somebody should look. Numbers are frozen: they are stored.</summary>
public enum AlertSeverity
{
    Info = 1,

    /// <summary>A budget from 80 % on.</summary>
    Warning = 2,

    /// <summary>A budget from 100 % on; anything that is stopped.</summary>
    Critical = 3,
}
