using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Prices on top of the shipped ones.</summary>
public sealed class PriceOptions
{
    [Description("JSON file in the form of the shipped catalogue, at most 4 MiB, relative to the working directory. Its prices win; a model in neither has no known cost.")]
    public string? File { get; set; }
}
