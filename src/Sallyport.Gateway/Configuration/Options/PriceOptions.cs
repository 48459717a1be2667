using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Prices on top of the shipped ones.</summary>
public sealed class PriceOptions
{
    [Description("JSON file in the form of the shipped catalogue, at most 4 MiB, relative to the working directory. Its prices win; a model in neither has no known cost. sallyport models import makes one.")]
    public string? File { get; set; }

    [Description("Days after which prices count as stale: then start, check and models list warn. Default 120.")]
    [Range(1, 3_660)]
    public int StaleAfterDays { get; set; } = 120;
}
