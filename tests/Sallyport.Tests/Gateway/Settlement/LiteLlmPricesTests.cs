using System.Text;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Gateway.Settlement;

public sealed class LiteLlmPricesTests
{
    private static readonly DateOnly Day = new(2026, 11, 21);

    /// <summary>Written from the fields that the file's schema documents.</summary>
    private const string File = """
        {
          "sample_spec": { "input_cost_per_token": 0.0, "litellm_provider": "one of …", "max_tokens": "LEGACY parameter" },
          "fallback_generalizations": { "rules": [] },
          "gpt-big": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-06,
            "input_cost_per_token_batches": 1.25e-06, "output_cost_per_token_batches": 5e-06, "input_cost_per_token_priority": 4.25e-06, "output_cost_per_token_priority": 1.7e-05,
            "input_cost_per_audio_token": 4e-05, "output_cost_per_audio_token": 8e-05, "output_cost_per_reasoning_token": 1.2e-05, "max_input_tokens": 128000, "max_output_tokens": 16384,
            "search_context_cost_per_query": { "search_context_size_low": 0.03, "search_context_size_medium": 0.035, "search_context_size_high": 0.05 }, "file_search_cost_per_1k_calls": 2.5, "deprecation_date": "2027-01-01", "supports_vision": true },
          "claude-x": { "litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05, "cache_creation_input_token_cost": 3.75e-06, "cache_creation_input_token_cost_above_1hr": 6e-06, "cache_read_input_token_cost": 3e-07,
            "input_cost_per_token_above_200k_tokens": 6e-06, "output_cost_per_token_above_200k_tokens": 2.25e-05, "cache_read_input_token_cost_above_200k_tokens": 6e-07, "cache_creation_input_token_cost_above_200k_tokens": 7.5e-06, "max_tokens": 64000 },
          "gemini/gemini-x": { "litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 1.5e-10, "output_cost_per_token": 6e-07 },
          "azure/gpt-big": { "litellm_provider": "azure", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06 },
          "free": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 0.0, "output_cost_per_token": 0.0 },
          "dall-e": { "litellm_provider": "openai", "mode": "image_generation", "input_cost_per_pixel": 1.9e-08 },
          "whisper-x": { "litellm_provider": "openai", "mode": "audio_transcription", "input_cost_per_second": 0.0001, "output_cost_per_second": 0.0 },
          "tts-x": { "litellm_provider": "openai", "mode": "audio_speech", "input_cost_per_character": 1.5e-05 },
          "tts-y": { "litellm_provider": "openai", "mode": "audio_speech", "input_cost_per_character": 1.5e-05, "input_cost_per_token": 6e-07, "output_cost_per_token": 1e-06 },
          "text-embed": { "litellm_provider": "openai", "mode": "embedding", "input_cost_per_token": 2e-08, "output_cost_per_token": 0.0 }
        }
        """;

    [Fact]
    public void Every_documented_price_is_read()
    {
        var prices = Read(out var skipped);
        Assert.Equal(4, skipped);
        Assert.Equal((700 * 2_500) + (300 * 1_250) + (100 * 10_000), prices.CostOf("openai", "gpt-big", new TokenUsage(1000, 100, 300), Day));
        Assert.Equal(1_250 + 5_000, prices.CostOf("openai", "gpt-big", new TokenUsage(1, 1) { Tier = ServiceTier.Batch }, Day));
        Assert.Equal(4_250 + 17_000, prices.CostOf("openai", "gpt-big", new TokenUsage(1, 1) { Tier = ServiceTier.Priority }, Day));
        Assert.Equal(40_000 + 80_000, prices.CostOf("openai", "gpt-big", new TokenUsage(1, 1) { InputAudio = 1, OutputAudio = 1 }, Day));
        Assert.Equal(2_500 + 12_000, prices.CostOf("openai", "gpt-big", new TokenUsage(1, 1, Reasoning: 1), Day));
        Assert.Equal(50_000_000 + 2_500_000 + 12_500, prices.CostOf("openai", "gpt-big", new TokenUsage(1, 1) { WebSearches = 1, FileSearches = 1 }, Day));
        Assert.Equal(3_750 + 6_000, prices.CostOf("anthropic", "claude-x", new TokenUsage(2, 0, CacheWrite: 2) { CacheWrite1h = 1 }, Day));
        Assert.Equal((200_001L * 6_000) + 22_500, prices.CostOf("anthropic", "claude-x", new TokenUsage(200_001, 1), Day));
        Assert.Equal(300_000, prices.CostOf("openai", "whisper-x", new TokenUsage(null, null) { Seconds = 3 }, Day));
        Assert.Equal(150_000, prices.CostOf("openai", "tts-x", new TokenUsage(null, null) { Characters = 10 }, Day));
        Assert.Null(prices.CostOf("openai", "tts-x", new TokenUsage(10, 10), Day));
        Assert.Null(prices.Find("openai", "tts-y", Day));
        Assert.Equal(20, prices.CostOf("openai", "text-embed", new TokenUsage(1, 0), Day));
        var model = prices.Find("openai", "gpt-big", Day)!.Model;
        Assert.Equal((128_000, 16_384, new DateOnly(2027, 1, 1)), (model.Context, model.MaxOutput, model.Retired));
    }

    [Fact]
    public void A_part_of_a_billionth_rounds_up_and_the_providers_prefix_goes() =>
        Assert.Equal(1, Read(out _).Find("gemini", "gemini-x", Day)!.Standard.Input);

    [Fact]
    public void What_was_free_or_another_providers_stays_unknown()
    {
        var prices = Read(out _);
        Assert.Null(prices.Find("openai", "free", Day));
        Assert.Null(prices.Find("openai", "azure/gpt-big", Day));
        Assert.Null(prices.Find("openai", "sample_spec", Day));
    }

    [Fact]
    public void What_was_read_can_be_written_and_read_again_in_our_form()
    {
        var file = LiteLlmPrices.TryRead(Encoding.UTF8.GetBytes(File), "litellm-1", Day, out _, out _)!;
        var again = PriceFile.TryRead(Encoding.UTF8.GetBytes(file.ToJson()), out var problem);
        Assert.Null(problem);
        Assert.Equal(file.ToJson(), again!.ToJson());
        Assert.Equal((file.Version, file.AsOf), (again.Version, again.AsOf));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"m":{"litellm_provider":"openai","input_cost_per_token":1e99,"output_cost_per_token":1}}""")]
    public void A_file_that_is_none_is_refused(string json)
    {
        Assert.Null(LiteLlmPrices.TryRead(Encoding.UTF8.GetBytes(json), "v", Day, out _, out var problem));
        Assert.Contains("LiteLLM", problem, StringComparison.Ordinal);
    }

    private static PriceTable Read(out int skipped) => PriceTable.Empty.With(LiteLlmPrices.TryRead(Encoding.UTF8.GetBytes(File), "litellm-1", Day, out skipped, out _)!);
}
