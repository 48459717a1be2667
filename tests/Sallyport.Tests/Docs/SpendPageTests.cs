using System.Text;
using Sallyport.Control.Evidence.Usage;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Docs;

/// <summary>What docs/spend.md shows can be used, and what it states is so.</summary>
public sealed class SpendPageTests
{
    private static readonly string Page = Repository.Read("docs", "spend.md");

    [Fact]
    public void The_price_file_on_the_page_is_a_price_file_and_means_what_the_page_says()
    {
        var file = PriceFile.TryRead(Encoding.UTF8.GetBytes(Page.Split("```json\n")[1].Split("```")[0]), out var problem);
        Assert.Null(problem);
        var prices = PriceTable.Empty.With(file!);
        Assert.Equal(3_000, prices.CostOf("anthropic", "claude-sonnet-4-5", new TokenUsage(1, 0), new DateOnly(2026, 12, 31)));
        Assert.Equal(2_000, prices.CostOf("anthropic", "claude-sonnet-4-5", new TokenUsage(1, 0), new DateOnly(2027, 1, 1)));
        Assert.Equal(8_000_000, prices.CostOf("openai", "gpt-4o", new TokenUsage(0, 0) { WebSearches = 1 }, new DateOnly(2026, 12, 1)));
    }

    [Fact]
    public void Every_column_that_is_no_mandatory_one_is_named_on_the_page() =>
        Assert.All(["ChargeFrequency", "ConsumedQuantity", "ConsumedUnit", "PricingCategory", "ResourceId", "ResourceType", "ServiceSubcategory", "SkuId", "SubAccountId", "SubAccountName", "Tags"], c =>
        {
            Assert.Contains($"`{c}`", Page, StringComparison.Ordinal);
            Assert.Contains(c, FocusExport.Header.Split(','));
        });
}
