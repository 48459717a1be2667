using System.Globalization;
using System.Text.Json;

namespace Sallyport.Control.Evidence.Usage;

/// <summary>Usage as rows of FOCUS 1.2 (FinOps Open Cost and Usage Specification): one for each day, key, purpose, provider and model.</summary>
/// <remarks>
/// All mandatory columns of 1.2 and those of the conditional ones that we can fill; columns of our own begin with x_. The four costs are one figure: what list prices
/// or the operator's overlay say. No provider has invoiced it, so whoever bills by it reconciles first.
/// </remarks>
public static class FocusExport
{
    /// <summary>By what rows are grouped.</summary>
    public static IReadOnlyList<string> GroupBy { get; } = ["day", "organization", "team", "department", "key", "application", "environment", "purpose", "provider", "model"];

    private static readonly (string Name, Func<Line, string?> Value)[] Columns =
    [
        ("BilledCost", l => l.Cost),
        ("BillingAccountId", l => l.Or("organization", "default")),
        ("BillingAccountName", l => l.Or("organization", "default")),
        ("BillingCurrency", _ => "USD"),
        ("BillingPeriodEnd", l => Time(new DateTime(l.Day.Year, l.Day.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1))),
        ("BillingPeriodStart", l => Time(new DateTime(l.Day.Year, l.Day.Month, 1, 0, 0, 0, DateTimeKind.Utc))),
        ("ChargeCategory", _ => "Usage"),
        ("ChargeClass", _ => null),
        ("ChargeDescription", l => $"{l.Group["model"]} through {l.Group["provider"]}: tokens"),
        ("ChargeFrequency", _ => "Usage-Based"),
        ("ChargePeriodEnd", l => Time(l.Day.AddDays(1))),
        ("ChargePeriodStart", l => Time(l.Day)),
        ("ConsumedQuantity", l => l.Tokens),
        ("ConsumedUnit", _ => "Tokens"),
        ("ContractedCost", l => l.Cost),
        ("EffectiveCost", l => l.Cost),
        ("InvoiceIssuerName", l => l.Group["provider"]),
        ("ListCost", l => l.Cost),
        ("PricingCategory", _ => "Standard"),
        ("PricingQuantity", l => l.Tokens),
        ("PricingUnit", _ => "Tokens"),
        ("ProviderName", l => l.Group["provider"]),
        ("PublisherName", l => l.Group["provider"]),
        ("ResourceId", l => l.Group["key"]),
        ("ResourceType", _ => "Virtual Key"),
        ("ServiceCategory", _ => "AI and Machine Learning"),
        ("ServiceName", l => l.Group["provider"] + " API"),
        ("ServiceSubcategory", _ => "Generative AI"),
        ("SkuId", l => l.Group["provider"] + "/" + l.Group["model"]),
        ("SubAccountId", l => l.Or("department", l.Group["team"])),
        ("SubAccountName", l => l.Or("department", l.Group["team"])),
        ("Tags", l => l.Tags),
        ("x_Requests", l => Number(l.Sum.Sent)),
        ("x_InputTokens", l => Number(l.Sum.InputTokens)),
        ("x_CachedInputTokens", l => Number(l.Sum.CachedInputTokens)),
        ("x_OutputTokens", l => Number(l.Sum.OutputTokens)),
        ("x_ReasoningTokens", l => Number(l.Sum.ReasoningTokens)),
        ("x_UnpricedRequests", l => Number(l.Sum.Unpriced)),
    ];

    /// <summary>Names of the columns.</summary>
    public static string Header => string.Join(',', Columns.Select(c => c.Name));

    /// <summary>One line for a row grouped by <see cref="GroupBy"/>; null for rows of which nothing left: they cost nothing.</summary>
    public static string? LineOf(UsageRow row)
    {
        if (row.Sum.Sent == 0) return null;
        var line = new Line(row.Group, row.Sum, DateTime.SpecifyKind(DateTime.ParseExact(row.Group["day"], "yyyy-MM-dd", CultureInfo.InvariantCulture), DateTimeKind.Utc));
        return string.Join(',', Columns.Select(c => c.Value(line) is { } value ? CsvText.Quoted(value) : ""));
    }

    private static string Time(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Line(IReadOnlyDictionary<string, string> Group, UsageSum Sum, DateTime Day)
    {
        public string Cost => (Sum.CostNanoUsd / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture);

        public string Tokens => Number(Sum.InputTokens + Sum.OutputTokens);

        public string Tags => JsonSerializer.Serialize(new[] { "application", "environment", "purpose", "team" }.Where(n => Group[n].Length > 0).ToDictionary(n => n, n => Group[n], StringComparer.Ordinal));

        public string Or(string name, string instead) => Group[name].Length > 0 ? Group[name] : instead;
    }
}
