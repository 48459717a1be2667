using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A second device for the record.</summary>
public sealed class AuditMirrorOptions
{
    [Description("Folder on the second device, of this gateway alone. Default: no second device.")]
    public string? Path { get; set; }

    [Description("Devices that must hold an entry before it counts as written. 2: both. 1: the faster; the other catches up. Default 2.")]
    [Range(1, 2)]
    public int MinSuccess { get; set; } = 2;

    [Description("Longest time for one write to the mirror. Default 2s.")]
    [DurationRange("100ms", "1m")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);
}
