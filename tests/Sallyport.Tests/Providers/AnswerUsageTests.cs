using System.Text;
using Sallyport.Providers;
using Sallyport.Providers.Anthropic;
using Sallyport.Providers.Gemini;
using Sallyport.Providers.OpenAI;
using Xunit;

namespace Sallyport.Tests.Providers;

/// <summary>What each dialect's usage means: every token once, whoever includes what in what.</summary>
public sealed class AnswerUsageTests
{
    [Fact]
    public void OpenAI_includes_cached_tokens_in_the_input_and_reasoning_in_the_output() => Assert.Equal(
        new TokenUsage(1000, 500, 300, null, 200) { InputAudio = 40, OutputAudio = 30, Tier = ServiceTier.Flex },
        Read(new ChatAnswerReader(), """{"id":"c","model":"m","service_tier":"flex","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":500,"prompt_tokens_details":{"cached_tokens":300,"audio_tokens":40},"completion_tokens_details":{"reasoning_tokens":200,"audio_tokens":30}}}"""));

    [Fact]
    public void Searches_of_a_response_are_counted_and_opened_pages_are_not() => Assert.Equal(
        new TokenUsage(10, 5, 2, null, 1) { WebSearches = 2, FileSearches = 1, Tier = ServiceTier.Priority },
        Read(new ResponsesAnswerReader(), """{"type":"response.completed","response":{"service_tier":"priority","output":[{"type":"web_search_call","action":{"type":"search","query":"x"}},{"type":"web_search_call","action":{"type":"open_page","url":"y"}},{"type":"web_search_call"},{"type":"file_search_call"}],"usage":{"input_tokens":10,"output_tokens":5,"input_tokens_details":{"cached_tokens":2},"output_tokens_details":{"reasoning_tokens":1}}}}"""));

    [Fact]
    public void Anthropic_counts_caches_beside_the_input() => Assert.Equal(
        new TokenUsage(100 + 2000 + 500, 50, 2000, 500) { CacheWrite1h = 200, WebSearches = 3 },
        Read(new MessagesAnswerReader(), """{"type":"message","usage":{"input_tokens":100,"cache_read_input_tokens":2000,"cache_creation_input_tokens":500,"cache_creation":{"ephemeral_5m_input_tokens":300,"ephemeral_1h_input_tokens":200},"output_tokens":50,"server_tool_use":{"web_search_requests":3},"service_tier":"standard"}}"""));

    [Fact]
    public void The_last_count_of_a_stream_is_the_count() => Assert.Equal(
        new TokenUsage(25 + 7, 90, 7, 0),
        Read(new MessagesAnswerReader(), """{"type":"message_start","message":{"usage":{"input_tokens":25,"cache_read_input_tokens":7,"cache_creation_input_tokens":0,"output_tokens":1}}}""", """{"type":"message_delta","usage":{"output_tokens":90}}"""));

    [Fact]
    public void Gemini_counts_thoughts_beside_the_answer_and_tools_beside_the_prompt() => Assert.Equal(
        new TokenUsage(1000 + 60, 200 + 300, 400, null, 300) { InputAudio = 80, OutputImage = 120, WebSearches = 2 },
        Read(new GeminiAnswerReader(), """{"candidates":[{"groundingMetadata":{"webSearchQueries":["a","b"]}}],"usageMetadata":{"promptTokenCount":1000,"toolUsePromptTokenCount":60,"cachedContentTokenCount":400,"candidatesTokenCount":200,"thoughtsTokenCount":300,"promptTokensDetails":[{"modality":"TEXT","tokenCount":920},{"modality":"AUDIO","tokenCount":80}],"candidatesTokensDetails":[{"tokenCount":120,"modality":"IMAGE"}]}}"""));

    [Fact]
    public void Thoughts_without_an_answer_are_output_too() =>
        Assert.Equal(300, Read(new GeminiAnswerReader(), """{"usageMetadata":{"promptTokenCount":10,"thoughtsTokenCount":300}}""").Output);

    [Fact]
    public void A_reader_forgets_the_answer_before()
    {
        var reader = new GeminiAnswerReader();
        Read(reader, """{"usageMetadata":{"promptTokenCount":10,"toolUsePromptTokenCount":60,"candidatesTokenCount":1}}""");
        reader.Reset();
        Assert.Equal(new TokenUsage(10, 1), Read(reader, """{"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":1}}"""));
    }

    private static TokenUsage Read(AnswerReader reader, params string[] events)
    {
        foreach (var e in events) Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(e), out _), e);
        return reader.Usage;
    }
}
