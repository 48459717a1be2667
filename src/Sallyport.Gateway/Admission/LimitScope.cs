namespace Sallyport.Gateway.Admission;

/// <summary>Who or what has a counter of its own under a limit.</summary>
public enum LimitScope
{
    /// <summary>One counter for everything.</summary>
    Global = 1,
    Organization,
    Team,
    User,
    Key,
    Application,
    Model,
    Upstream,

    /// <summary>Address of the client.</summary>
    Address,

    /// <summary>Whom the client names as its own user.</summary>
    EndUser,
}
