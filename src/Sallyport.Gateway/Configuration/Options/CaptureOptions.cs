using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Of which exchanges the texts are kept.</summary>
public sealed class CaptureOptions
{
    [Required]
    [Description("Why texts are kept. Goes into the record when the configuration is loaded.")]
    public string Reason { get; set; } = "";

    [Required]
    [Description("Until when texts are kept, such as 2026-03-01T12:00:00Z; at most 30 days ahead. Afterwards nothing is, without a reload.")]
    public string Until { get; set; } = "";

    [Description("Public ids of keys. Keys, teams or endpoints must be named; all that is named must fit.")]
    public List<string> Keys { get; set; } = [];

    [Description("Teams, as organization/team.")]
    public List<string> Teams { get; set; } = [];

    [Description("Operations as the record calls them, such as chat_completions.")]
    public List<string> Endpoints { get; set; } = [];

    [Description("Share of the exchanges that match, in percent. Default 100.")]
    [Range(1, 100)]
    public int SamplePercent { get; set; } = 100;

    [Description("How long after the exchange its texts go, in days, unless a hold keeps them. Default 30.")]
    [Range(1, 90)]
    public int RetentionDays { get; set; } = 30;

    [Description("When as much is stored, in bytes, nothing more is kept. Default 1073741824 (1 GiB).")]
    [Range(1_048_576, 2_147_483_647)]
    public int MaxTotalBytes { get; set; } = 1024 * 1024 * 1024;

    [Description("true: an exchange whose texts cannot be kept is refused. false: it goes on, and the loss is counted. Default false.")]
    public bool Required { get; set; }
}
