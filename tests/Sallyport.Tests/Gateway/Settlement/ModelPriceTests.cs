using System.Text;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Gateway.Settlement;

public sealed class ModelPriceTests
{
    private static readonly DateOnly Day = new(2026, 11, 21);

    private static readonly PriceTable Prices = Table("""
        { "version": "v", "as_of": "2026-11-01", "models": [
          { "provider": "p", "model": "m", "input": 100, "output": 500, "cache_read": 10, "cache_write": 125, "cache_write_1h": 200, "reasoning": 600, "input_audio": 900, "output_audio": 2000, "output_image": 3000,
            "long": [ { "above": 1000, "input": 200, "output": 750, "cache_read": 20, "cache_write": 250, "cache_write_1h": 400 } ],
            "batch": { "input": 50, "output": 250 }, "priority": { "input": 175, "output": 900, "cache_read": 18 }, "web_search": 1000000, "file_search": 2500 },
          { "provider": "p", "model": "once", "input": 1, "output": 1, "web_search": 1000000, "web_search_once": true },
          { "provider": "p", "model": "bare", "input": 3, "output": 7 },
          { "provider": "p", "model": "moving", "from": "2026-01-01", "input": 10, "output": 10 },
          { "provider": "p", "model": "moving", "from": "2026-11-21", "input": 20, "output": 20 },
          { "provider": "p", "model": "moving", "input": 5, "output": 5, "aliases": [ "moved" ] } ] }
        """);

    [Fact]
    public void Each_kind_of_token_has_its_own_price() => Assert.Equal(
        (500 * 100) + (100 * 900) + (200 * 10) + (120 * 125) + (80 * 200) + (50 * 500) + (30 * 600) + (20 * 2000) + (10 * 3000) + (2 * 1_000_000) + (3 * 2_500),
        Cost("m", new TokenUsage(1000, 110, 200, 200, 30) { CacheWrite1h = 80, InputAudio = 100, OutputAudio = 20, OutputImage = 10, WebSearches = 2, FileSearches = 3 }));

    [Theory]
    [InlineData(1000, 100_000 + 5_000)]
    [InlineData(1001, (1001 * 200) + 7_500)] // all of a long request, not only what is over the bound
    public void A_long_input_changes_the_price_of_the_whole_request(long input, long expected) => Assert.Equal(expected, Cost("m", new TokenUsage(input, 10)));

    [Theory]
    [InlineData(ServiceTier.Batch, 10, 500 + 250)]
    [InlineData(ServiceTier.Flex, 10, 1_000 + 500)] // no price of its own: as ordinary serving
    [InlineData(ServiceTier.Priority, 10, 1_750 + 900)]
    [InlineData(ServiceTier.Batch, 2000, (2000 * 100) + 375)] // half of the long price
    public void A_tier_has_its_own_price(ServiceTier tier, long input, long expected) => Assert.Equal(expected, Cost("m", new TokenUsage(input, 1) { Tier = tier }));

    [Fact]
    public void Priority_without_a_price_is_unknown_since_it_costs_more() => Assert.Null(Cost("bare", new TokenUsage(10, 1) { Tier = ServiceTier.Priority }));

    [Fact]
    public void What_has_no_price_makes_the_cost_unknown_and_never_free()
    {
        Assert.Null(Cost("bare", new TokenUsage(10, 1, CacheWrite: 1)));
        Assert.Null(Cost("bare", new TokenUsage(10, 1) { WebSearches = 1 }));
        Assert.Null(Cost("bare", new TokenUsage(10, 1) { FileSearches = 1 }));
        Assert.Equal(37, Cost("bare", new TokenUsage(10, 1, CacheWrite: 0) { WebSearches = 0 }));
    }

    [Theory]
    [InlineData(10, 1, 0, 0, 2, 0, 0)]
    [InlineData(10, 1, 0, 4, 0, 5, 0)]
    [InlineData(10, 1, 0, 0, 0, 0, 11)]
    [InlineData(10, 1, 6, 6, 0, 0, 0)]
    public void Counts_that_contradict_each_other_have_no_cost(long input, long output, long read, long written, long reasoned, long hour, long heard) =>
        Assert.Null(Cost("m", new TokenUsage(input, output, read, written, reasoned) { CacheWrite1h = hour, InputAudio = heard }));

    [Fact]
    public void Searches_that_are_billed_by_the_request_cost_once() => Assert.Equal(1_000_000 + 2, Cost("once", new TokenUsage(1, 1) { WebSearches = 4 }));

    [Theory]
    [InlineData("2025-12-31", 10)]
    [InlineData("2026-01-01", 20)]
    [InlineData("2026-11-20", 20)]
    [InlineData("2026-11-21", 40)]
    public void A_price_holds_from_its_day(string day, long expected)
    {
        Assert.Equal(expected, Prices.CostOf("p", "moving", new TokenUsage(1, 1), DateOnly.Parse(day, null)));
        Assert.Equal(expected, Prices.CostOf("p", "moved", new TokenUsage(1, 1), DateOnly.Parse(day, null)));
    }

    [Fact]
    public void Prices_get_stale_and_a_newer_overlay_freshens_them()
    {
        Assert.False(Prices.IsStale(new DateOnly(2026, 11, 21), 20));
        Assert.True(Prices.IsStale(new DateOnly(2026, 11, 22), 20));
        Assert.False(Prices.With(File("""{ "version": "n", "as_of": "2026-11-10", "models": [] }""")).IsStale(new DateOnly(2026, 11, 22), 20));
    }

    [Theory]
    [InlineData("""{ "provider": "p", "model": "m", "batch": { "input": 1, "output": 1 } }""", "need input")]
    [InlineData("""{ "provider": "p", "model": "m", "input": 1, "output": 1, "batch": { "input": 1 } }""", "go together")]
    [InlineData("""{ "provider": "p", "model": "m", "input": 1, "output": 1, "web_search": -1 }""", "a fee")]
    [InlineData("""{ "provider": "p", "model": "m", "input": 1, "output": 1, "long": [ { "above": 0, "input": 1, "output": 1 } ] }""", "above")]
    [InlineData("""{ "provider": "p", "model": "m", "input": 1, "output": 1 }, { "provider": "p", "model": "m", "input": 1, "output": 1 }""", "twice")]
    public void A_price_file_that_contradicts_itself_is_refused(string models, string problem)
    {
        Assert.Null(PriceFile.TryRead(Encoding.UTF8.GetBytes($$"""{ "version": "x", "models": [ {{models}} ] }"""), out var found));
        Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_catalogue_knows_caches_tiers_long_inputs_and_fees()
    {
        var shipped = ModelCatalog.Shipped.Prices;
        Assert.Equal((200_001 * 2_500L) + 15_000, shipped.CostOf("gemini", "gemini-2.5-pro", new TokenUsage(200_001, 1), Day));
        Assert.Equal(6_000 * 10, shipped.CostOf("anthropic", "claude-sonnet-4-5", new TokenUsage(10, 0, CacheWrite: 10) { CacheWrite1h = 10 }, Day));
        Assert.Equal(625 + 5_000, shipped.CostOf("openai", "gpt-5", new TokenUsage(1, 1) { Tier = ServiceTier.Flex }, Day));
        Assert.Equal(2_500 + 20_000, shipped.CostOf("openai", "gpt-5", new TokenUsage(1, 1) { Tier = ServiceTier.Priority }, Day));
        Assert.Equal(10_000_000 + 1_250 + 10_000, shipped.CostOf("openai", "gpt-5", new TokenUsage(1, 1) { WebSearches = 1 }, Day));
        Assert.Equal(new DateOnly(2026, 8, 21), shipped.AsOf);
        Assert.StartsWith("2026-08-21-", shipped.Version, StringComparison.Ordinal);
        Assert.All(shipped.On(Day), p => Assert.True(p.Standard.CacheRead <= p.Standard.Input && p.Standard.Input > 0, p.Model.Model));
    }

    private static long? Cost(string model, TokenUsage usage) => Prices.CostOf("p", model, usage, Day);

    private static PriceFile File(string json) => PriceFile.TryRead(Encoding.UTF8.GetBytes(json), out var problem) ?? throw new ArgumentException(problem, nameof(json));

    private static PriceTable Table(string json) => PriceTable.Empty.With(File(json));
}
