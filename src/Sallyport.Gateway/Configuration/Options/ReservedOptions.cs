using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Places at an upstream that others may not take.</summary>
public sealed class ReservedOptions
{
    [Description("Places for interactive requests alone. Default 0.")]
    [Range(0, 100_000)]
    public int Interactive { get; set; }

    [Description("Places for batch requests alone. Default 0.")]
    [Range(0, 100_000)]
    public int Batch { get; set; }

    [Description("Places for background requests alone. Default 0.")]
    [Range(0, 100_000)]
    public int Background { get; set; }
}
