using System.Text;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Gateway.Settlement;

public sealed class PriceTableTests
{
    private static readonly PriceTable Prices = ModelCatalog.Shipped.Prices;
    private static readonly DateOnly Day = new(2026, 11, 21);

    [Fact]
    public void A_cost_counts_each_token_once_at_its_own_price()
    {
        // gpt-4o-mini: 0.15 in, 0.60 out, 0.075 cached, in USD per million
        Assert.Equal((700 * 150) + (300 * 75) + (100 * 600), Prices.CostOf("openai", "gpt-4o-mini", new TokenUsage(1000, 100, CachedInput: 300), Day));
    }

    [Theory]
    [InlineData("gpt-4o-mini-2024-07-18", true)] // an alias in the catalogue
    [InlineData("gpt-4o-mini-2031-01-01", false)] // dated like its family, but nobody has said that it costs the same
    [InlineData("whisper-1", false)] // billed in another unit
    public void A_dated_model_has_a_price_only_if_the_catalogue_says_so(string model, bool known) =>
        Assert.Equal(known, Prices.CostOf("openai", model, new TokenUsage(1, 1), Day) is not null);

    [Theory]
    [InlineData(null, 1L, null)]
    [InlineData(1L, null, null)]
    [InlineData(1L, 1L, 2L)] // more cached than there was
    [InlineData(-1L, 1L, null)]
    [InlineData(long.MaxValue, 1L, null)]
    public void Usage_that_is_unknown_or_cannot_be_has_no_cost(long? input, long? output, long? cached) =>
        Assert.Null(Prices.CostOf("openai", "gpt-4o", new TokenUsage(input, output, cached), Day));

    [Fact]
    public void An_overlay_wins_and_names_itself_in_the_version()
    {
        var file = PriceFile.TryRead("""{ "version": "contract-7", "models": [ { "provider": "openai", "model": "gpt-4o", "aliases": [ "ours" ], "input": 1, "output": 2 } ] }"""u8, out _)!;
        var prices = Prices.With(file);

        Assert.Equal(12, prices.CostOf("openai", "ours", new TokenUsage(10, 1), Day));
        Assert.Equal(12, prices.CostOf("openai", "gpt-4o", new TokenUsage(10, 1), Day));
        Assert.EndsWith("+contract-7", prices.Version, StringComparison.Ordinal);
        Assert.NotNull(prices.Find("openai", "gpt-4o-mini", Day));
    }

    [Theory]
    [InlineData("""{ "version": "x", "models": [ { "provider": "openai", "model": "m", "inptu": 1 } ] }""", "inptu")]
    [InlineData("""{ "version": "x", "models": [ { "provider": "openai", "model": "m", "input": 1 } ] }""", "go together")]
    [InlineData("""{ "version": "x", "models": [ { "provider": "openai", "model": "m", "input": -1, "output": 1 } ] }""", "0 to 1000000000")]
    [InlineData("""{ "version": "x", "unit": "USD", "models": [] }""", "nano-USD")]
    [InlineData("null", "null")]
    [InlineData("{", "not a price file")]
    public void A_price_file_with_a_slip_is_refused(string json, string problem)
    {
        Assert.Null(PriceFile.TryRead(Encoding.UTF8.GetBytes(json), out var found));
        Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-4o-mini", ProviderId.OpenAI)]
    [InlineData("gpt-9-of-tomorrow", ProviderId.OpenAI)]
    [InlineData("o3-mini", ProviderId.OpenAI)]
    [InlineData("o4", ProviderId.OpenAI)]
    [InlineData("claude-sonnet-4-5", ProviderId.Anthropic)]
    [InlineData("gemini-2.5-pro", ProviderId.Gemini)]
    [InlineData("deepseek-chat", ProviderId.DeepSeek)]
    [InlineData("codestral-latest", ProviderId.Mistral)]
    [InlineData("open-mistral-7b", ProviderId.Mistral)]
    [InlineData("o1000", null)]
    [InlineData("llama-3", null)]
    public void A_model_belongs_to_its_provider(string model, ProviderId? provider) => Assert.Equal(provider, ModelCatalog.Shipped.ProviderOf(model));

    [Fact]
    public void Model_lists_offer_what_can_be_asked_for()
    {
        var listed = ModelCatalog.Shipped.ModelsOf(ProviderId.OpenAI);

        Assert.Contains("gpt-4o-mini", listed);
        Assert.DoesNotContain("whisper-1", listed);
        Assert.Empty(ModelCatalog.Shipped.ModelsOf(ProviderId.OpenAICompatible));
    }
}
