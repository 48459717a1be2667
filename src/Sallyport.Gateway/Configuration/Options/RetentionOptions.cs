using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Audit;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>How long the record is kept.</summary>
public sealed class RetentionOptions
{
    [Description("Days for which bodies of leaves are kept at least. Less than 365 needs a reason. Nothing goes by itself: 'sallyport audit prune' takes away what is older, and needs two people. Default 400.")]
    [Range(1, 36_500)]
    public int Days { get; set; } = RetentionPolicy.DefaultDays;

    [Description("Why something is kept for less than 365 days. Goes into the record when the configuration is loaded.")]
    public string? Reason { get; set; }

    [Description("Other times for some classes of leaves.")]
    public RetentionClassOptions Classes { get; set; } = new();
}
