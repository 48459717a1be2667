using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A number for each priority.</summary>
public sealed class PriorityWeightOptions
{
    [Description("Somebody waits for the answer. Default 8.")]
    [Range(1, 1_000)]
    public int Interactive { get; set; } = 8;

    [Description("A job that should end today. Default 2.")]
    [Range(1, 1_000)]
    public int Batch { get; set; } = 2;

    [Description("Whenever there is room. Default 1.")]
    [Range(1, 1_000)]
    public int Background { get; set; } = 1;
}
