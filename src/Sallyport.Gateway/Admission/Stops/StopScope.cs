namespace Sallyport.Gateway.Admission.Stops;

/// <summary>What a switch stops. Numbers are frozen: they are stored.</summary>
public enum StopScope
{
    Everything = 1,
    Organization = 2,
    Team = 3,
    User = 4,
    Key = 5,
    Application = 6,

    /// <summary>By the name that clients ask for, or by its name at the upstream.</summary>
    Model = 7,
    Upstream = 8,
}
