namespace Sallyport.Gateway.Audit;

/// <summary>Where the log is kept and how its disks are watched. Only a restart changes it.</summary>
public sealed record LedgerDevices
{
    /// <summary>Use of the file system that is logged as a warning, in percent.</summary>
    public int WarnPercent { get; init; } = 80;

    /// <summary>Use that is logged as an error.</summary>
    public int AlarmPercent { get; init; } = 90;

    /// <summary>Use at which nothing new begins and the ballast is released.</summary>
    public int FullPercent { get; init; } = 95;

    /// <summary>Space kept for closing records, in bytes; 0 for none.</summary>
    public long BallastBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Folder on a second device, absolute; null for none.</summary>
    public string? MirrorPath { get; init; }

    /// <summary>Devices that must hold an entry before it counts as written: 1 or 2.</summary>
    public int MinSuccess { get; init; } = 2;

    /// <summary>Longest time for one write to the second device.</summary>
    public TimeSpan MirrorTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>True if the second device alone may take entries while the database cannot.</summary>
    public bool MirrorOnly { get; init; }
}
