using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Providers;
using Sallyport.Providers.Simulator;
using Xunit;

namespace Sallyport.Tests.Simulator;

/// <summary>What the official client libraries do not show; those are tested in the integration tests.</summary>
public sealed class SimulatedProviderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private readonly SimulatedProvider _provider = new();

    [Fact]
    public void Gemini_answers_whole()
    {
        var json = Json(Gemini("generateContent", """{"contents":[{"role":"user","parts":[{"text":"hello <A_1>"}]}]}"""));
        Assert.Equal("[simulated] hello <A_1>", json["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(("STOP", "simulator"), (json["candidates"]![0]!["finishReason"]!.GetValue<string>(), json["modelVersion"]!.GetValue<string>()));
        Assert.Equal(json["usageMetadata"]!["totalTokenCount"]!.GetValue<int>(), json["usageMetadata"]!["promptTokenCount"]!.GetValue<int>() + json["usageMetadata"]!["candidatesTokenCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("streamGenerateContent?alt=sse", "text/event-stream")]
    [InlineData("streamGenerateContent", "application/json")]
    public void Gemini_streams_as_events_or_as_an_array(string operation, string contentType)
    {
        var answer = Gemini(operation, """{"contents":[{"parts":[{"text":"one two three four five six seven"}]}]}""");
        var chunks = contentType == "application/json"
            ? Json(answer).AsArray().Select(chunk => chunk!)
            : Encoding.UTF8.GetString(answer.Body.Span).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame => JsonNode.Parse(frame["data: ".Length..])!);
        Assert.Equal(contentType, answer.ContentType);
        Assert.True(answer.PieceEnds.Count > 2);
        Assert.Equal("[simulated] one two three four five six seven", string.Concat(chunks.Select(chunk => chunk["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>())));
    }

    [Fact]
    public void Gemini_calls_a_function_when_it_must()
    {
        var json = Json(Gemini("generateContent", """{"contents":[{"parts":[{"text":"hi"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"q":{"type":"STRING"},"n":{"type":"INTEGER"}}}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}"""));
        Assert.Equal("""{"name":"f","args":{"q":"hi","n":1}}""", json["candidates"]![0]!["content"]!["parts"]![0]!["functionCall"]!.ToJsonString());
    }

    [Fact]
    public void Gemini_counts_and_embeds()
    {
        Assert.True(Json(Gemini("countTokens", """{"contents":[{"parts":[{"text":"hello"}]}]}"""))["totalTokens"]!.GetValue<int>() > 0);
        Assert.Equal(8, Json(Gemini("embedContent", """{"content":{"parts":[{"text":"hello"}]},"outputDimensionality":8}"""))["embedding"]!["values"]!.AsArray().Count);
        Assert.Equal(2, Json(Gemini("batchEmbedContents", """{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"b"}]}}]}"""))["embeddings"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(DialectId.OpenAIChat, "$.error.code", "not_found")]
    [InlineData(DialectId.AnthropicMessages, "$.error.type", "not_found_error")]
    [InlineData(DialectId.Gemini, "$.error.status", "NOT_FOUND")]
    public void An_unknown_path_is_not_found_in_the_clients_words(DialectId dialect, string path, string expected)
    {
        var answer = _provider.Answer("POST", "/v1/brand/new", "{}"u8.ToArray(), dialect, Now);
        Assert.Equal((404, expected), (answer.Status, Json(answer)["error"]![path.Split('.')[^1]]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    public void What_is_no_JSON_object_is_refused(string body) =>
        Assert.Equal(400, _provider.Answer("POST", "/chat/completions", Encoding.UTF8.GetBytes(body), DialectId.OpenAIChat, Now).Status);

    [Theory]
    [InlineData("""{"messages":"no list","tools":{},"tool_choice":7,"stream":"yes"}""")]
    [InlineData("""{"messages":[1,null,{"role":5,"content":{"a":[1]}}],"tools":[1,{"type":"function"}],"response_format":[]}""")]
    [InlineData("""{"input":[[]],"tools":[{"type":"function","parameters":{"type":["x"],"enum":[]}}],"tool_choice":"required"}""")]
    [InlineData("""{"contents":[{"parts":"x"}],"generationConfig":[],"requests":[1]}""")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f","parameters":{"$ref":"#"}}}],"tool_choice":"required"}""")]
    public void Odd_requests_are_answered_all_the_same(string body)
    {
        foreach (var path in (string[])["/chat/completions", "/responses", "/messages", "/messages/count_tokens", "/embeddings", "/models/m:generateContent", "/models/m:streamGenerateContent", "/models/m:batchEmbedContents"])
            Assert.InRange(_provider.Answer("POST", path, Encoding.UTF8.GetBytes(body), DialectId.OpenAIChat, Now).Status, 200, 400);
    }

    [Fact]
    public void A_background_response_can_be_fetched_and_cancelled()
    {
        var queued = Json(_provider.Answer("POST", "/v1/responses", """{"input":"hi","background":true}"""u8.ToArray(), DialectId.OpenAIResponses, Now));
        var id = queued["id"]!.GetValue<string>();
        Assert.Equal("queued", queued["status"]!.GetValue<string>());
        Assert.Equal("completed", Json(_provider.Answer("GET", "/responses/" + id, default, DialectId.OpenAIResponses, Now))["status"]!.GetValue<string>());
        Assert.Equal("cancelled", Json(_provider.Answer("POST", $"/responses/{id}/cancel", default, DialectId.OpenAIResponses, Now))["status"]!.GetValue<string>());
        Assert.Equal("cancelled", Json(_provider.Answer("GET", "/responses/" + id, default, DialectId.OpenAIResponses, Now))["status"]!.GetValue<string>());
    }

    [Fact]
    public void Responses_are_kept_up_to_a_bound_and_not_at_all_if_store_is_false()
    {
        var unstored = Create("""{"input":"hi","store":false}""");
        Assert.Equal(404, _provider.Answer("GET", "/responses/" + unstored, default, DialectId.OpenAIResponses, Now).Status);
        var ids = Enumerable.Range(0, 300).Select(_ => Create("""{"input":"hi"}""")).ToList();
        Assert.Equal(256, ids.Count(id => _provider.Answer("GET", "/responses/" + id, default, DialectId.OpenAIResponses, Now).Status == 200));
        Assert.Equal(400, _provider.Answer("POST", "/responses", """{"input":"hi","previous_response_id":"resp_none"}"""u8.ToArray(), DialectId.OpenAIResponses, Now).Status);

        string Create(string body) => Json(_provider.Answer("POST", "/responses", Encoding.UTF8.GetBytes(body), DialectId.OpenAIResponses, Now))["id"]!.GetValue<string>();
    }

    [Fact]
    public void Pieces_put_together_are_the_text_and_never_cut_a_character()
    {
        var text = string.Concat(Enumerable.Repeat("🙂", 100)) + " a b c d " + new string('x', 100);
        var pieces = SimulatedArguments.Pieces(text).ToList();
        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, piece => Assert.False(char.IsHighSurrogate(piece[^1])));
    }

    private SimulatedAnswer Gemini(string operation, string body) => _provider.Answer("POST", "/v1beta/models/simulator:" + operation, Encoding.UTF8.GetBytes(body), DialectId.Gemini, Now);

    private static JsonNode Json(SimulatedAnswer answer) => JsonNode.Parse(answer.Body.Span)!;
}
