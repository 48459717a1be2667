using Sallyport.Providers;
using Sallyport.Providers.Translation;
using Sallyport.Providers.Translation.Gemini;
using Xunit;

namespace Sallyport.Tests.Providers.Translation.Gemini;

/// <summary>Gemini's answers, streams and errors, where they differ from what a round trip shows.</summary>
public sealed class GeminiAnswerTests
{
    private static readonly GeminiTranslation Gemini = new();

    [Theory]
    [InlineData("STOP", StopReason.Completed)]
    [InlineData("MAX_TOKENS", StopReason.Length)]
    [InlineData("SAFETY", StopReason.ContentFilter)]
    [InlineData("RECITATION", StopReason.ContentFilter)]
    [InlineData("PROHIBITED_CONTENT", StopReason.ContentFilter)]
    [InlineData("SPII", StopReason.ContentFilter)]
    public void A_reason_to_end_is_understood_whole_and_streamed(string word, StopReason stop)
    {
        var chunk = $$"""{"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"finishReason":"{{word}}"}]}""";
        Assert.Equal(stop, Translated.ReadAnswer(Gemini, chunk).Choices[0].Stop);
        Assert.Equal(stop, Translated.Assemble(Translated.ReadStream(Gemini, $"data: {chunk}\n\n")).Choices[0].Stop);
    }

    [Theory]
    [InlineData("MALFORMED_FUNCTION_CALL", "MALFORMED_FUNCTION_CALL")]
    [InlineData("UNEXPECTED_TOOL_CALL", "UNEXPECTED_TOOL_CALL")]
    [InlineData("MISSING_THOUGHT_SIGNATURE", "MISSING_THOUGHT_SIGNATURE")]
    [InlineData("OTHER", "OTHER")]
    [InlineData("A_word_of_tomorrow", "UNKNOWN")]
    public void An_answer_that_the_model_did_not_mean_is_a_failure_whole_and_streamed(string word, string told)
    {
        var chunk = $$"""{"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"finishReason":"{{word}}"}]}""";
        Assert.Equal("candidates[0].finishReason=" + told, Assert.Throws<UntranslatableException>(() => Translated.ReadAnswer(Gemini, chunk)).Member);
        var failed = Assert.IsType<AnswerFailed>(Translated.ReadStream(Gemini, $"data: {chunk}\n\n")[^1]);
        Assert.Equal((told, ErrorKind.Upstream), (failed.Error.Code, failed.Error.Kind));
    }

    [Theory]
    [InlineData("""{"executableCode":{"language":"PYTHON","code":"1"}}""", "candidates[0].content.parts[0].executableCode")]
    [InlineData("""{"inlineData":{"mimeType":"image/png","data":"YQ=="}}""", "candidates[0].content.parts[0].inlineData")]
    [InlineData("""{"toolCall":{}}""", "candidates[0].content.parts[0].toolCall")]
    public void What_no_other_dialect_can_say_is_refused_whole_and_streamed(string part, string member)
    {
        var chunk = $$"""{"candidates":[{"content":{"parts":[{{part}}],"role":"model"},"finishReason":"STOP"}]}""";
        Assert.Equal(member, Assert.Throws<UntranslatableException>(() => Translated.ReadAnswer(Gemini, chunk)).Member);
        Assert.Equal(member, Assert.Throws<UntranslatableException>(() => Translated.ReadStream(Gemini, $"data: {chunk}\n\n")).Member);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n")]
    [InlineData("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}},{\"index\":1,\"finishReason\":\"STOP\"}]}\n\n")]
    public void A_stream_without_a_reason_to_end_is_cut_off(string stream) => Assert.IsType<AnswerFailed>(Translated.ReadStream(Gemini, stream)[^1]);

    [Fact]
    public void Nothing_follows_a_failure()
    {
        var steps = Translated.ReadStream(Gemini, "data: {\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}\n\ndata: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}\n\n");
        Assert.Equal(new AnswerFailed(new ProviderError("m", "RESOURCE_EXHAUSTED", ErrorKind.RateLimit)), Assert.Single(steps));
    }

    [Fact]
    public void Several_candidates_stay_apart()
    {
        const string Stream = """
            data: {"candidates":[{"content":{"parts":[{"text":"a"}]}},{"index":1,"content":{"parts":[{"text":"x"}]}}]}

            data: {"candidates":[{"index":1,"content":{"parts":[{"text":"y"}]},"finishReason":"STOP"}]}

            data: {"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS"}]}


            """;
        var answer = Translated.Assemble(Translated.ReadStream(Gemini, Stream.ReplaceLineEndings("\n")));
        Assert.Equal([("ab", StopReason.Length), ("xy", StopReason.Completed)], answer.Choices.Select(choice => (((TextPart)choice.Parts[0]).Text, choice.Stop)));
    }

    [Fact]
    public void Ids_that_we_make_are_the_same_each_time_and_differ_from_answer_to_answer()
    {
        static string Answer(string id) => $$$"""{"responseId":"{{{id}}}","candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]}""";
        string[] first = Ids(Answer("1")), again = Ids(Answer("1")), other = Ids(Answer("2"));
        Assert.Equal(first, again);
        Assert.Equal(4, first.Concat(other).Distinct().Count());
        Assert.All(first, id => Assert.Matches("^[a-zA-Z0-9_-]{1,40}$", id));

        static string[] Ids(string json) => [.. Translated.ReadAnswer(Gemini, json).Choices[0].Parts.Cast<ToolCallPart>().Select(call => call.Id)];
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}""", 400, ErrorKind.InvalidRequest)]
    [InlineData("""{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT","details":[{"@type":"x","reason":"API_KEY_INVALID"}]}}""", 400, ErrorKind.Authentication)]
    [InlineData("""{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}""", 403, ErrorKind.Permission)]
    [InlineData("""[{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}]""", 503, ErrorKind.Overloaded)]
    [InlineData("""{"error":{"code":504,"message":"m"}}""", 500, ErrorKind.Timeout)]
    [InlineData("""{"error":{"message":"m","status":"NEW_WORD"}}""", 404, ErrorKind.NotFound)]
    public void An_error_is_understood(string json, int status, ErrorKind kind)
    {
        var error = Translated.ReadError(Gemini, json, status);
        Assert.Equal(("m", kind), (error?.Message, error?.Kind));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"error":"no"}""")]
    [InlineData("\"no\"")]
    public void What_is_no_error_is_none(string json) => Assert.Null(Translated.ReadError(Gemini, json, 500));

    [Fact]
    public void An_array_ends_well_after_a_failure()
    {
        var frame = Translated.Frame with { IsArray = true };
        AnswerEvent failed = new AnswerFailed(new ProviderError("m", "c", ErrorKind.Overloaded));
        var late = Translated.WriteStream(Gemini, [new AnswerStarted(null, null, null), new PartStarted(0, 0, new TextPart("")), new PartDelta(0, 0, "a"), failed], frame);
        using var whole = System.Text.Json.JsonDocument.Parse(late);
        Assert.Equal(2, whole.RootElement.GetArrayLength());
        using var alone = System.Text.Json.JsonDocument.Parse(Translated.WriteStream(Gemini, [failed], frame));
        Assert.Equal(503, alone.RootElement[0].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void Arguments_with_line_ends_do_not_cut_an_event()
    {
        AnswerEvent[] steps = [new AnswerStarted(null, null, null), new PartStarted(0, 0, new ToolCallPart("1", "f", "")), new PartDelta(0, 0, "{\n  \"a\": \"b c\\n\\ud83d\"\r\n}"), new PartEnded(0, 0), new ChoiceEnded(0, StopReason.ToolCalls), new AnswerEnded()];
        var frames = Translated.Frames(Translated.WriteStream(Gemini, steps));
        Assert.Contains("""{"a":"b c\n\ud83d"}""", frames[0], StringComparison.Ordinal);
    }
}
