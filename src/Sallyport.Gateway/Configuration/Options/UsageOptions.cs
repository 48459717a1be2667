using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Tables folded from the record: for reports, never for proof.</summary>
public sealed class UsageOptions
{
    [Description("Days for which usage by the hour is kept. Default 35.")]
    [Range(1, 3_660)]
    public int HoursKeptDays { get; set; } = 35;

    [Description("Days for which usage by the day is kept. Default 400.")]
    [Range(1, 3_660)]
    public int DaysKeptDays { get; set; } = 400;

    [Description("Days for which one short row for each exchange is kept, about 60 bytes: what scopes of exposure and reports are made from. Default 400.")]
    [Range(1, 3_660)]
    public int ExchangesKeptDays { get; set; } = 400;
}
