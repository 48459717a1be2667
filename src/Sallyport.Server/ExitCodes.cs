namespace Sallyport.Server;

/// <summary>What the process ends with. Scripts depend on these numbers.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>A check found problems.</summary>
    public const int Problems = 1;

    /// <summary>The configuration does not allow to start.</summary>
    public const int BadConfiguration = 2;

    /// <summary>The configuration is good, but something else failed: a port is taken, the store cannot be opened.</summary>
    public const int CannotStart = 3;
}
