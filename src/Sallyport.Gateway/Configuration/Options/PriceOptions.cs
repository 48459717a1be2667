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

    [Description("Currency that refusals, estimates, alerts and lists of budgets show beside US dollars, by its three letters (EUR); with per_usd. Nothing is reckoned in it. Default: none.")]
    public string? Currency { get; set; }

    [Description("Units of the currency for one US dollar, such as 0.92. Yours to keep current.")]
    [Range(0.000001, 1_000_000.0)]
    public double? PerUsd { get; set; }
}
