using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>The record.</summary>
public sealed class AuditOptions
{
    [Description("strict: intent durable before the request leaves, result before the answer's last byte. standard: result within 250 ms of the end. async: nothing waits, so a crash may lose the last moments. Default strict.")]
    [AllowedValues("strict", "standard", "async")]
    public string Mode { get; set; } = "strict";

    [Description("Record keyed digests (HMAC-SHA-256) of request and answer bodies, so that a text can later be matched with its exchange. Default true.")]
    public bool Digests { get; set; } = true;

    [Description("Name of this gateway in the record. Default: the name of the machine. A change needs a restart.")]
    public string? Node { get; set; }

    [Description("Longest time between two signed checkpoints while there is something new. Default 10s. A change needs a restart.")]
    [DurationRange("1s", "1h")]
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(10);

    [Description("Where copies of the record go, by a name of your choice.")]
    public Dictionary<string, ExportOptions> Exports { get; set; } = [];

    [Description("How long the tables that are folded from the record are kept. A change needs a restart.")]
    public UsageOptions Usage { get; set; } = new();

    [Description("Keep the texts of some exchanges for a while, masked and sealed, apart from the record. Without this section no text is kept.")]
    public CaptureOptions? Capture { get; set; }

    [Description("How long the record is kept.")]
    public RetentionOptions Retention { get; set; } = new();

    [Description("Servers on other hosts that cosign each checkpoint, by a name of your choice: then nobody on this host can cut the record back or show two histories. One that is down stops nothing. A change needs a restart.")]
    public Dictionary<string, WitnessOptions> Witnesses { get; set; } = [];

    [Description("How many of the witnesses must have cosigned a checkpoint for it to count as witnessed, in the status and in alarms. Default: all of them. A change needs a restart.")]
    public int? Quorum { get; set; }

    [Description("Places outside that keep copies of checkpoints, by a name of your choice: a log that was rewound is then shorter than they say. One that is down stops nothing. A change needs a restart.")]
    public Dictionary<string, AnchorOptions> Anchors { get; set; } = [];

    [Description("While the record cannot be written: block_data_plane refuses exchanges; block_all the admin API too; mirror_only writes to the mirror alone; allow_with_gap lets exchanges pass and counts them. Changes by administrators are always refused. Default block_data_plane. A change to or from mirror_only needs a restart.")]
    [AllowedValues("block_data_plane", "block_all", "mirror_only", "allow_with_gap")]
    public string OnFailure { get; set; } = "block_data_plane";

    [Description("How full the disk of the data directory may be. A change needs a restart.")]
    public AuditDiskOptions Disk { get; set; } = new();

    [Description("A second device that holds every leaf of the record. A change needs a restart.")]
    public AuditMirrorOptions Mirror { get; set; } = new();
}
