using System.Text.Json;
using Sallyport.Providers;
using Sallyport.Providers.Translation;
using Sallyport.Providers.Translation.Responses;
using Xunit;

namespace Sallyport.Tests.Providers.Translation.Responses;

/// <summary>Answers, streams and errors of the responses dialect, where they differ from what a round trip shows.</summary>
public sealed class ResponsesAnswerTests
{
    private static readonly ResponsesTranslation Responses = new();

    [Theory]
    [InlineData("""{"status":"failed","error":{"code":"server_error","message":"m"},"output":[]}""", "status=failed")]
    [InlineData("""{"status":"queued","output":[]}""", "status=queued")]
    [InlineData("""{"status":"completed","output":[{"type":"web_search_call","id":"ws_1"}]}""", "output[0].type")]
    [InlineData("""{"status":"completed","output":[{"type":"message","content":[{"type":"output_audio"}]}]}""", "output[0].content[0]")]
    [InlineData("""{"status":"completed","output":{}}""", "output")]
    public void What_no_other_dialect_can_say_is_refused(string json, string member) =>
        Assert.Equal(member, Assert.Throws<UntranslatableException>(() => Translated.ReadAnswer(Responses, json)).Member);

    [Fact]
    public void A_failed_response_is_an_error() =>
        Assert.Equal(new ProviderError("m", "rate_limit_exceeded", ErrorKind.RateLimit), Translated.ReadError(Responses, """{"status":"failed","error":{"code":"rate_limit_exceeded","message":"m"}}""", 200));

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"context_length_exceeded"}}""", 400, "context_length_exceeded", ErrorKind.InvalidRequest)]
    [InlineData("""{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}""", 429, "insufficient_quota", ErrorKind.Billing)]
    [InlineData("""{"error":{"message":"m","type":"invalid_request_error","code":"invalid_api_key"}}""", 401, "invalid_api_key", ErrorKind.Authentication)]
    [InlineData("""{"error":{"message":"m"}}""", 503, null, ErrorKind.Overloaded)]
    public void An_error_is_understood(string json, int status, string? code, ErrorKind kind) => Assert.Equal(new ProviderError("m", code, kind), Translated.ReadError(Responses, json, status));

    [Fact]
    public void A_refusal_is_told_as_one_and_is_complete()
    {
        var answer = Translated.ReadAnswer(Responses, """{"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]}""");
        Assert.Equal((StopReason.ContentFilter, new RefusalPart("No.")), (answer.Choices[0].Stop, answer.Choices[0].Parts[0]));
        using var written = JsonDocument.Parse(Translated.WriteAnswer(Responses, answer));
        Assert.Equal("completed", written.RootElement.GetProperty("status").GetString());
        AnswerEvent[] steps = [new AnswerStarted(null, null, null), new PartStarted(0, 0, new RefusalPart("")), new PartDelta(0, 0, "No."), new PartEnded(0, 0), new ChoiceEnded(0, StopReason.ContentFilter), new AnswerEnded()];
        Assert.Equal(Translated.Describe(answer), Translated.Describe(Translated.Assemble(Translated.ReadStream(Responses, Translated.WriteStream(Responses, steps)))));
    }

    [Theory]
    [InlineData("max_output_tokens", StopReason.Length)]
    [InlineData("content_filter", StopReason.ContentFilter)]
    public void An_incomplete_response_says_why(string reason, StopReason stop)
    {
        var json = $$"""{"status":"incomplete","incomplete_details":{"reason":"{{reason}}"},"output":[]}""";
        var answer = Translated.ReadAnswer(Responses, json);
        Assert.Equal(stop, answer.Choices[0].Stop);
        using var written = JsonDocument.Parse(Translated.WriteAnswer(Responses, answer));
        Assert.Equal(("incomplete", reason), (written.RootElement.GetProperty("status").GetString(), written.RootElement.GetProperty("incomplete_details").GetProperty("reason").GetString()));
        var last = Translated.ReadStream(Responses, $"data: {{\"type\":\"response.incomplete\",\"response\":{json}}}\n\n");
        Assert.Contains(new ChoiceEnded(0, stop), last);
    }

    [Fact]
    public void Items_that_are_told_only_when_they_are_done_are_told()
    {
        const string Stream = """
            data: {"type":"response.created","response":{"id":"r","model":"m","created_at":7.5}}

            data: {"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"Hm."}]}}

            data: {"type":"response.output_item.done","output_index":1,"item":{"type":"message","content":[{"type":"output_text","text":"a"}]}}

            data: {"type":"response.output_item.added","output_index":2,"item":{"type":"function_call","call_id":"1","name":"f","arguments":""}}

            data: {"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","call_id":"1","name":"f","arguments":"{\"a\":1}"}}

            data: {"type":"response.function_call_arguments.delta","output_index":3,"delta":"{\"b\""}

            data: {"type":"response.output_item.done","output_index":3,"item":{"type":"function_call","call_id":"2","name":"g","arguments":"{\"b\":2}"}}

            data: {"type":"response.completed","response":{"status":"completed","output":[]}}


            """;
        var answer = Translated.Assemble(Translated.ReadStream(Responses, Stream.ReplaceLineEndings("\n")));
        Assert.Equal(7, answer.CreatedAt);
        Assert.Equal(StopReason.ToolCalls, answer.Choices[0].Stop);
        Assert.Equal([new ReasoningPart("Hm.", null), new TextPart("a"), new ToolCallPart("1", "f", """{"a":1}"""), new ToolCallPart("2", "g", """{"b":2}""")], answer.Choices[0].Parts);
    }

    [Theory]
    [InlineData("""{"type":"error","code":"server_error","message":"m","param":null}""", "server_error", ErrorKind.Upstream)]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","code":"context_length_exceeded","message":"m"}}""", "context_length_exceeded", ErrorKind.InvalidRequest)]
    [InlineData("""{"error":{"message":"m","code":"slow_down"}}""", "slow_down", ErrorKind.Overloaded)]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"m"}}}""", "rate_limit_exceeded", ErrorKind.RateLimit)]
    public void A_failure_in_a_stream_is_understood_and_nothing_follows(string data, string code, ErrorKind kind)
    {
        var steps = Translated.ReadStream(Responses, $"data: {data}\n\ndata: {{\"type\":\"response.completed\",\"response\":{{\"status\":\"completed\"}}}}\n\n");
        Assert.Equal(new AnswerFailed(new ProviderError("m", code, kind)), steps[^1]);
        Assert.DoesNotContain(new AnswerEnded(), steps);
    }

    [Fact]
    public void A_stream_that_breaks_off_is_a_failure() => Assert.IsType<AnswerFailed>(Assert.Single(Translated.ReadStream(Responses, "")));

    [Fact]
    public void An_item_of_a_tool_that_the_provider_ran_is_refused() =>
        Assert.Throws<UntranslatableException>(() => Translated.ReadStream(Responses, "data: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"web_search_call\"}}\n\n"));

    [Fact]
    public void Events_are_numbered_without_a_gap_and_items_in_their_order()
    {
        var forms = new NeutralForms(new Random(7));
        for (var i = 0; i < 50; i++)
        {
            long expected = 0, items = 0;
            foreach (var frame in Translated.Frames(Translated.WriteStream(Responses, forms.Steps(forms.Answer(isGemini: false)))))
            {
                using var json = JsonDocument.Parse(frame);
                Assert.Equal(expected++, json.RootElement.GetProperty("sequence_number").GetInt64());
                if (json.RootElement.GetProperty("type").GetString() is "response.output_item.added") Assert.Equal(items++, json.RootElement.GetProperty("output_index").GetInt64());
            }
        }
    }

    [Fact]
    public void Settings_of_the_request_are_repeated_and_prompts_are_not()
    {
        var request = new ModelRequest { Temperature = "0.25", MaxOutputTokens = 99, ParallelToolCalls = false, ToolChoice = new ToolChoice(ToolChoiceKind.Named, "f"), Format = new OutputFormat("{}", "n", true), Reasoning = new ReasoningDemand("low", null, true) };
        request.Tools.Add(new ToolDefinition("f", null, """{"type":"object"}""", null));
        request.Turns.Add(new Turn(TurnRole.System, [new TextPart("a secret prompt")]));
        var text = Translated.WriteAnswer(Responses, new ModelAnswer(), Translated.Frame with { Request = request });
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        foreach (var piece in (string[])["\"temperature\":0.25", "\"max_output_tokens\":99", "\"parallel_tool_calls\":false", "\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}", "\"strict\":true", "\"effort\":\"low\",\"summary\":\"auto\"", "\"parameters\":{\"type\":\"object\"}"])
            Assert.Contains(piece, text, StringComparison.Ordinal);
    }
}
