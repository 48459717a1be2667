using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One limit per money or tokens. Exactly one of money and tokens is given.</summary>
public sealed class BudgetOptions
{
    [Required]
    [Description("Each of these has its own budget. A key without a user counts as a user of its own; a request that names no end user counts for the key's.")]
    [AllowedValues("global", "organization", "team", "user", "key", "application", "model", "upstream", "address", "end_user")]
    public string Per { get; set; } = "";

    [Description("Most money, such as \"5.00 USD\". USD, with at most 9 decimals.")]
    public string? Money { get; set; }

    [Description("Most tokens, input and output together.")]
    [Range(typeof(long), "1", "1000000000000000")]
    public long? Tokens { get; set; }

    [Required]
    [Description("When it begins anew, by the calendar; a week begins on Monday. request: for each request by itself. total: never.")]
    [AllowedValues("request", "hour", "day", "week", "month", "total")]
    public string Every { get; set; } = "";

    [Description("Time zone of the calendar, such as Europe/Berlin. Default UTC.")]
    public string TimeZone { get; set; } = "UTC";

    [Description("strict: the most that a request can cost must fit, so the budget is never overspent. bounded: what is spent must fit, and the most that requests can cost may go over it by the overshoot. Default strict.")]
    [AllowedValues("strict", "bounded")]
    public string Policy { get; set; } = "strict";

    [Description("With policy: bounded and money, such as \"2.00 USD\".")]
    public string? Overshoot { get; set; }

    [Description("With policy: bounded and tokens.")]
    [Range(typeof(long), "1", "1000000000000000")]
    public long? OvershootTokens { get; set; }

    [Description("Percentages at which an alert is raised, once each time the budget begins anew. Default 50, 80, 100.")]
    [Range(1, 1000)]
    public List<int> Alerts { get; set; } = [];

    [Description("refuse: what does not fit is refused until the budget begins anew. stop: besides, the kill switch is set for the holder as soon as the budget is used up, and stays set until an administrator lifts it. Default refuse.")]
    [AllowedValues("refuse", "stop")]
    public string OnExhausted { get; set; } = "refuse";

    [Description("Price to reckon with where a model has no known price. Without this key such a model is refused with 403 price_unknown.")]
    public CeilingPriceOptions? UnknownPrice { get; set; }

    [Description("Whom it applies to. Default: everybody.")]
    public MatchOptions Match { get; set; } = new();
}
