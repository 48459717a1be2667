using Sallyport.Control.Evidence.Usage;
using Xunit;

namespace Sallyport.Tests.Control.Evidence;

public sealed class FocusExportTests
{
    /// <summary>The mandatory columns of FOCUS 1.2.</summary>
    private static readonly string[] Mandatory =
    [
        "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd",
        "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "ServiceCategory", "ServiceName",
    ];

    private static readonly Dictionary<string, string> Group = new(StringComparer.Ordinal)
    {
        ["day"] = "2026-12-31", ["organization"] = "acme", ["team"] = "support", ["department"] = "4711", ["key"] = "k1", ["application"] = "desk", ["environment"] = "prod", ["purpose"] = "", ["provider"] = "openai", ["model"] = "gpt-4o",
    };

    private static readonly UsageSum Sum = new(12, 10, 2, 1_000, 200, 300, 50, 1_234_567_891, 1, 0);

    [Fact]
    public void Every_mandatory_column_is_there_and_ours_are_marked()
    {
        var columns = FocusExport.Header.Split(',');
        Assert.Subset(columns.ToHashSet(StringComparer.Ordinal), Mandatory.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(columns.Length, columns.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("x_InputTokens", columns);
    }

    [Fact]
    public void A_row_says_who_pays_what_for_which_day()
    {
        var row = Read(new UsageRow(Group, Sum));
        Assert.Equal("1.234567891", row["BilledCost"]);
        Assert.Equal(row["BilledCost"], row["ListCost"]);
        Assert.Equal("USD", row["BillingCurrency"]);
        Assert.Equal(("2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"), (row["ChargePeriodStart"], row["ChargePeriodEnd"]));
        Assert.Equal(("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"), (row["BillingPeriodStart"], row["BillingPeriodEnd"]));
        Assert.Equal(("acme", "4711", "k1"), (row["BillingAccountId"], row["SubAccountId"], row["ResourceId"]));
        Assert.Equal("1200", row["ConsumedQuantity"]);
        Assert.Equal("""{"application":"desk","environment":"prod","team":"support"}""", row["Tags"]);
        Assert.Equal(("10", "1"), (row["x_Requests"], row["x_UnpricedRequests"]));
    }

    [Fact]
    public void A_team_without_a_department_pays_for_itself() =>
        Assert.Equal("support", Read(new UsageRow(new Dictionary<string, string>(Group, StringComparer.Ordinal) { ["department"] = "" }, Sum))["SubAccountId"]);

    [Fact]
    public void What_never_left_is_no_charge() => Assert.Null(FocusExport.LineOf(new UsageRow(Group, Sum with { Sent = 0 })));

    [Fact]
    public void A_model_that_is_a_formula_stays_a_text() =>
        Assert.Equal("'=HYPERLINK(\"x\",\"y\") through openai: tokens", Read(new UsageRow(new Dictionary<string, string>(Group, StringComparer.Ordinal) { ["model"] = "=HYPERLINK(\"x\",\"y\")" }, Sum))["ChargeDescription"]);

    private static Dictionary<string, string> Read(UsageRow row)
    {
        var lines = CsvText.Read(FocusExport.Header + "\n" + FocusExport.LineOf(row)).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Equal(lines[0].Count, lines[1].Count);
        return lines[0].Zip(lines[1]).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal);
    }
}
