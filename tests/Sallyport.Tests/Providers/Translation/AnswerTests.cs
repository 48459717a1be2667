using Sallyport.Providers;
using Sallyport.Providers.Translation;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Whole answers and errors of one dialect in the other.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData("stop", "end_turn")]
    [InlineData("length", "max_tokens")]
    [InlineData("tool_calls", "tool_use")]
    [InlineData("content_filter", "refusal")]
    [InlineData("eos", "end_turn")]
    public void Why_a_chat_answer_ended_is_said_in_messages(string reason, string expected) =>
        Assert.Equal(expected, Spoken.Write(Spoken.Messages, Spoken.Answer(Spoken.Chat, $$"""{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"{{reason}}"}]}"""))["stop_reason"]!.GetValue<string>());

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("refusal", "content_filter")]
    public void Why_a_messages_answer_ended_is_said_in_chat(string reason, string expected) =>
        Assert.Equal(expected, Spoken.Write(Spoken.Chat, Spoken.Answer(Spoken.Messages, $$"""{"content":[{"type":"text","text":"x"}],"stop_reason":"{{reason}}"}"""))["choices"]![0]!["finish_reason"]!.GetValue<string>());

    [Fact]
    public void A_sequence_that_ended_the_answer_is_named_where_the_server_names_it()
    {
        var written = Spoken.Write(Spoken.Messages, Spoken.Answer(Spoken.Chat, """{"choices":[{"message":{"content":"x"},"finish_reason":"stop","stop_reason":"END"}]}"""));
        Assert.Equal(("stop_sequence", "END"), (written["stop_reason"]!.GetValue<string>(), written["stop_sequence"]!.GetValue<string>()));
    }

    [Fact]
    public void A_tool_chosen_by_name_makes_a_messages_client_run_it() =>
        Assert.Equal("tool_use", Spoken.Write(Spoken.Messages, Spoken.Answer(Spoken.Chat, """{"choices":[{"message":{"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"stop"}]}"""))["stop_reason"]!.GetValue<string>());

    [Fact]
    public void Anthropics_input_leaves_out_what_the_cache_holds()
    {
        var usage = Spoken.Answer(Spoken.Messages, """{"content":[],"usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":3},"output_tokens":7,"output_tokens_details":{"thinking_tokens":2}}}""").Usage;
        Assert.Equal(new TokenUsage(115, 7, 100, 5, 2) { CacheWrite1h = 3 }, usage);

        var back = Spoken.Write(Spoken.Messages, new ModelAnswer { Usage = usage })["usage"]!;
        Assert.Equal((10, 100, 5, 7), (back["input_tokens"]!.GetValue<int>(), back["cache_read_input_tokens"]!.GetValue<int>(), back["cache_creation_input_tokens"]!.GetValue<int>(), back["output_tokens"]!.GetValue<int>()));
    }

    [Fact]
    public void Usage_reads_as_the_metering_of_the_same_dialect_reads_it()
    {
        const string Body = """{"id":"c","choices":[],"usage":{"prompt_tokens":120,"completion_tokens":40,"prompt_tokens_details":{"cached_tokens":100,"audio_tokens":3},"completion_tokens_details":{"reasoning_tokens":12,"audio_tokens":4}},"service_tier":"priority"}""";
        var metered = new Sallyport.Providers.OpenAI.ChatAnswerReader();
        Assert.True(metered.TryRead(System.Text.Encoding.UTF8.GetBytes(Body), out _));
        Assert.Equal(metered.Usage, Spoken.Answer(Spoken.Chat, Body).Usage);

        const string Message = """{"id":"m","type":"message","role":"assistant","content":[],"usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":3},"output_tokens":7,"server_tool_use":{"web_search_requests":2},"service_tier":"batch"}}""";
        var other = new Sallyport.Providers.Anthropic.MessagesAnswerReader();
        Assert.True(other.TryRead(System.Text.Encoding.UTF8.GetBytes(Message), out _));
        Assert.Equal(other.Usage, Spoken.Answer(Spoken.Messages, Message).Usage);
    }

    [Fact]
    public void The_client_reads_the_model_it_asked_for_and_an_id_though_the_server_gave_none()
    {
        var chat = Spoken.Write(Spoken.Chat, new ModelAnswer { Model = "other", Choices = { new AnswerChoice([new TextPart("x")], StopReason.Completed) } });
        Assert.Equal(("asked", "chatcmpl-req-7", 1_790_000_000L), (chat["model"]!.GetValue<string>(), chat["id"]!.GetValue<string>(), chat["created"]!.GetValue<long>()));
        Assert.Equal("msg_req-7", Spoken.Write(Spoken.Messages, new ModelAnswer())["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"audio":{"id":"a"}},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"message":{"tool_calls":[{"id":"a","type":"custom","custom":{}}]},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"image"}]},"finish_reason":"stop"}]}""")]
    public void Content_of_chat_that_cannot_be_said_elsewhere_is_refused(string body) => Assert.Throws<UntranslatableException>(() => Spoken.Answer(Spoken.Chat, body));

    [Fact]
    public void Content_of_messages_that_cannot_be_said_elsewhere_is_refused() =>
        Assert.Throws<UntranslatableException>(() => Spoken.Answer(Spoken.Messages, """{"content":[{"type":"server_tool_use","id":"a","name":"web_search","input":{}}]}"""));

    [Fact]
    public void Thoughts_keep_their_place_and_are_told_apart_from_the_answer()
    {
        var chat = Spoken.Write(Spoken.Chat, Spoken.Answer(Spoken.Messages, """{"content":[{"type":"thinking","thinking":"Hm.","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"Yes."}],"stop_reason":"end_turn"}"""))["choices"]![0]!["message"]!;
        Assert.Equal(("Yes.", "Hm."), (chat["content"]!.GetValue<string>(), chat["reasoning_content"]!.GetValue<string>()));

        foreach (var member in (string[])["\"reasoning_content\":\"Hm.\",\"content\":\"Yes.\"", "\"reasoning\":\"Hm.\",\"content\":\"Yes.\"", "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm.\"}]},{\"type\":\"text\",\"text\":\"Yes.\"}]"])
        {
            var parts = Spoken.Answer(Spoken.Chat, $$"""{"choices":[{"message":{ {{member}} },"finish_reason":"stop"}]}""").Choices[0].Parts;
            Assert.Equal([new ReasoningPart("Hm.", null), new TextPart("Yes.")], parts);
        }
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"context_length_exceeded"}}""", 400, ErrorKind.InvalidRequest, "context_length_exceeded")]
    [InlineData("""{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}""", 429, ErrorKind.Billing, "insufficient_quota")]
    [InlineData("""{"error":{"message":"m","type":"requests","code":"rate_limit_exceeded"}}""", 429, ErrorKind.RateLimit, "rate_limit_exceeded")]
    [InlineData("""{"error":{"message":"m","code":404}}""", 404, ErrorKind.NotFound, "404")]
    [InlineData("""{"error":"m"}""", 500, ErrorKind.Upstream, null)]
    [InlineData("""{"object":"error","message":"m","type":"BadRequestError","code":400}""", 400, ErrorKind.InvalidRequest, "400")]
    [InlineData("""{"detail":"m"}""", 422, ErrorKind.InvalidRequest, null)]
    [InlineData("""[{"error":{"message":"m","code":503}}]""", 503, ErrorKind.Overloaded, "503")]
    public void An_error_of_chat_and_of_its_likes_is_read(string body, int status, ErrorKind kind, string? code) => Assert.Equal(new ProviderError("m", code, kind), Error(Spoken.Chat, body, status));

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"m"},"request_id":"r"}""", 529, ErrorKind.Overloaded, "overloaded_error")]
    [InlineData("""{"type":"error","error":{"type":"request_too_large","message":"m"}}""", 413, ErrorKind.TooLarge, "request_too_large")]
    [InlineData("""{"type":"error","error":{"type":"brand_new_error","message":"m"}}""", 402, ErrorKind.Billing, "brand_new_error")]
    [InlineData("""{"message":"m"}""", 403, ErrorKind.Permission, null)]
    public void An_error_of_messages_is_read(string body, int status, ErrorKind kind, string? code) => Assert.Equal(new ProviderError("m", code, kind), Error(Spoken.Messages, body, status));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    public void What_is_no_error_is_none(string body)
    {
        Assert.Null(Error(Spoken.Chat, body, 500));
        Assert.Null(Error(Spoken.Messages, body, 500));
    }

    private static ProviderError? Error(DialectTranslation from, string body, int status)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        return from.ReadError(json.RootElement, status);
    }
}
