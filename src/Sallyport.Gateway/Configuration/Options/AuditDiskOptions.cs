using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>How full the disk of the data directory may be.</summary>
public sealed class AuditDiskOptions
{
    [Description("Use of the file system that is logged as a warning, in percent. Default 80.")]
    [Range(1, 99)]
    public int WarnPercent { get; set; } = 80;

    [Description("Use that is logged as an error, in percent; at least warn_percent. Default 90.")]
    [Range(1, 99)]
    public int AlarmPercent { get; set; } = 90;

    [Description("Use at which the ballast is released and audit.on_failure decides, in percent; at least alarm_percent. Default 95.")]
    [Range(1, 99)]
    public int FullPercent { get; set; } = 95;

    [Description("Space that is held so that records of open exchanges still fit on a full disk, in bytes; 0 for none. Default 67108864 (64 MiB).")]
    [Range(0, 1_073_741_824)]
    public int BallastBytes { get; set; } = 64 * 1024 * 1024;
}
