using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Inspection;

/// <summary>Answers that are not the JSON that their request asks for.</summary>
public sealed class StructuredOutputTests
{
    private const string Schema = """{"type":"object","properties":{"mail":{"type":"string","pattern":"@"},"n":{"type":"integer"}},"required":["mail","n"],"additionalProperties":false}""";
    private const string Good = "{\"mail\":\"bob@acme.org\",\"n\":1}";
    private const string Bad = "{\"mail\":\"bob@acme.org\",\"n\":\"one\"}";

    public static TheoryData<Endpoint> Endpoints => [.. GuardRequests.All];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_whole_answer_must_be_what_was_asked_for(Endpoint endpoint)
    {
        Assert.Null(Whole(endpoint, "structured_output: {}", Good));
        Assert.Equal(("structured_output_invalid", 502), Whole(endpoint, "structured_output: {}", Bad) is { } no ? (no.Code, no.Status) : default);
        Assert.Equal("structured_output_invalid", Whole(endpoint, "structured_output: {}", "Here you are: " + Good)?.Code);
        Assert.Null(Whole(endpoint, "structured_output: { action: flag }", Bad));
        Assert.Null(Whole(endpoint, "mode: monitor, structured_output: {}", Bad));
        Assert.Null(Whole(endpoint, "strip_invisible: true", Bad));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_stream_of_another_form_ends_with_an_error_however_it_is_cut(Endpoint endpoint)
    {
        for (var seed = 0; seed < 16; seed++)
        {
            Assert.Null(Streamed(endpoint, Good, new Random(seed), out var heard));
            Assert.Contains(endpoint == Endpoint.GenerateContent ? "STOP" : "}\"", heard, StringComparison.Ordinal);
            Assert.Equal("structured_output_invalid", Streamed(endpoint, Bad, new Random(seed), out heard)?.Code);
            foreach (var mark in (string[])["[DONE]", "finish_reason\":\"stop", "response.completed", "message_stop", "message_delta", "STOP"]) Assert.DoesNotContain(mark, heard, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void What_counts_is_what_the_client_gets(Endpoint endpoint)
    {
        // The model sees a placeholder, which has no @; the client sees the value, awkward signs and all.
        const string Options = "structured_output: {}, request: [ { detector: names, action: pseudonymize } ]";
        const string Rest = ",\"dictionaries\":{\"names\":{\"label\":\"NAME\",\"terms\":[\"bob\\\"@acme\"]}}";
        var guardrails = Rig.Compile(Guarded.Json(Options, Rest));
        var request = Asked(endpoint, guardrails, "Who is bob\"@acme?");
        var placeholder = Assert.Single(request.Placeholders.Entries).Key;
        var answer = "{\"mail\":\"" + placeholder + "\",\"n\":1}";
        var dialect = GuardRequests.DialectOf(endpoint);
        Assert.Null(Checked(dialect, request, guardrails, GuardRequests.Answer(endpoint, answer), out _));
        for (var seed = 0; seed < 10; seed++) Assert.Null(Streamed(endpoint, Asked(endpoint, guardrails, "Who is bob\"@acme?"), guardrails, answer, new Random(seed), out _));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Values_restored_into_streamed_json_leave_it_json(Endpoint endpoint)
    {
        var guardrails = Rig.Compile(Guarded.Json("request: [ { detector: names, action: pseudonymize } ]", ",\"dictionaries\":{\"names\":{\"label\":\"NAME\",\"terms\":[\"C:\\\\new\\\"plan\"]}}"));
        for (var seed = 0; seed < 12; seed++)
        {
            var request = Asked(endpoint, guardrails, "Where is C:\\new\"plan now?");
            var answer = "{\"mail\":\"" + Assert.Single(request.Placeholders.Entries).Key + "\",\"n\":1}";
            Assert.Null(Streamed(endpoint, request, guardrails, answer, new Random(seed), out var stream));
            var said = string.Concat(stream.Split('\n').Where(l => l.StartsWith("data:", StringComparison.Ordinal) && l.Contains('{', StringComparison.Ordinal)).Select(l => DeltaOf(endpoint, JsonNode.Parse(l[5..])!)));
            Assert.Equal("C:\\new\"plan", JsonNode.Parse(said)!["mail"]!.GetValue<string>());
            if (endpoint != Endpoint.CreateResponse) continue;
            foreach (var again in stream.Split('\n').Where(l => l.StartsWith("data:", StringComparison.Ordinal)).Where(l => l.Contains("output_text.done", StringComparison.Ordinal) || l.Contains("response.completed\",", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l[5..])!))
                Assert.Equal("C:\\new\"plan", JsonNode.Parse((again["text"] ?? again["response"]!["output"]![0]!["content"]![0]!["text"])!.GetValue<string>())!["mail"]!.GetValue<string>());
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_request_that_asks_for_no_json_gets_what_the_model_says(Endpoint endpoint)
    {
        var guardrails = Rig.Compile(Guarded.Json("structured_output: {}"));
        var request = Rig.TryAsk(endpoint, GuardRequests.Build(endpoint, null, "hello there", null), guardrails).TryGet(out var asked, out var no) ? asked : throw new InvalidOperationException(no.Code);
        Assert.Null(request.Shape);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Strict_refuses_a_schema_that_cannot_be_checked(Endpoint endpoint)
    {
        var body = Body(endpoint, "hello there", """{"type":"object","patternProperties":{"x":{}}}""");
        Assert.Equal("structured_output_unsupported", Rig.TryAsk(endpoint, body, Rig.Compile(Guarded.Json("structured_output: { strict: true }"))).TryGet(out _, out var no) ? null : no.Code);
        Assert.True(Rig.TryAsk(endpoint, body, Rig.Compile(Guarded.Json("structured_output: {}"))).TryGet(out _, out _));
    }

    [Fact]
    public void Json_without_a_schema_must_be_an_object()
    {
        var guardrails = Rig.Compile(Guarded.Json("structured_output: {}"));
        foreach (var (text, code) in new[] { ("{\"a\":[1]}", null), ("[1]", "structured_output_invalid"), ("Sure!", "structured_output_invalid"), ("", null) })
        {
            var body = Encoding.UTF8.GetBytes("""{"model":"m","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"give me json"}]}""");
            var request = Rig.TryAsk(Endpoint.ChatCompletions, body, guardrails).TryGet(out var asked, out var no) ? asked : throw new InvalidOperationException(no.Code);
            Assert.Equal(code, Checked(DialectId.OpenAIChat, request, guardrails, GuardRequests.Answer(Endpoint.ChatCompletions, text), out _)?.Code);
        }
    }

    [Fact]
    public void What_is_said_beside_a_tool_call_is_no_final_answer()
    {
        var guardrails = Rig.Compile(Guarded.Json("structured_output: {}"));
        var answer = Encoding.UTF8.GetBytes("""{"id":"m","type":"message","role":"assistant","content":[{"type":"text","text":"I look it up."},{"type":"tool_use","id":"t","name":"f","input":{}}],"stop_reason":"tool_use"}""");
        Assert.Null(Checked(DialectId.AnthropicMessages, Asked(Endpoint.CreateMessage, guardrails, "hello there"), guardrails, answer, out _));
        answer = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer).Replace("\"tool_use\"}", "\"end_turn\"}", StringComparison.Ordinal).Replace("tool_use", "server_tool_use", StringComparison.Ordinal));
        Assert.NotNull(Checked(DialectId.AnthropicMessages, Asked(Endpoint.CreateMessage, guardrails, "hello there"), guardrails, answer, out _));
    }

    private static Rejection? Whole(Endpoint endpoint, string options, string text)
    {
        var guardrails = Rig.Compile(Guarded.Json(options));
        var request = Asked(endpoint, guardrails, "hello there");
        var end = Checked(GuardRequests.DialectOf(endpoint), request, guardrails, GuardRequests.Answer(endpoint, text), out _);
        var counted = request.Findings.ToFindings().Count(f => f.Detector == "structured-output");
        Assert.Equal(request.Shape is not null && text != Good ? 1 : 0, counted);
        return end;
    }

    private static Rejection? Checked(DialectId dialect, InspectedRequest request, GuardrailSnapshot guardrails, byte[] answer, out List<Edit> edits)
    {
        edits = [];
        var (context, reader) = (Rig.Context(dialect, request, guardrails), ScratchPool.RentAnswerReader(dialect));
        Assert.True(reader.TryRead(answer, out _));
        return AnswerEdits.Find(answer, reader.Segments, context, new TextScan(), edits) ?? context.Shape?.CheckWhole(reader, answer, edits);
    }

    private static Rejection? Streamed(Endpoint endpoint, string text, Random random, out string heard)
    {
        var guardrails = Rig.Compile(Guarded.Json("structured_output: {}"));
        return Streamed(endpoint, Asked(endpoint, guardrails, "hello there"), guardrails, text, random, out heard);
    }

    private static Rejection? Streamed(Endpoint endpoint, InspectedRequest request, GuardrailSnapshot guardrails, string text, Random random, out string heard)
    {
        var echo = new Echo(text, text, random);
        var stream = Encoding.UTF8.GetString(endpoint switch
        {
            Endpoint.ChatCompletions => echo.ChatStream(2, isJson: true),
            Endpoint.CreateResponse => echo.ResponsesStream(),
            Endpoint.CreateMessage => echo.MessagesStream(),
            _ => echo.GeminiStream(isArray: false),
        });

        // The same without the calls of tools: the words are the final answer.
        stream = stream.Replace("\"finish_reason\":\"tool_calls\"", "\"finish_reason\":\"stop\"", StringComparison.Ordinal).Replace("\"stop_reason\":\"tool_use\"", "\"stop_reason\":\"end_turn\"", StringComparison.Ordinal)
            .Replace("\"type\":\"function_call\"", "\"type\":\"mcp_call\"", StringComparison.Ordinal).Replace("\"functionCall\"", "\"executableCode\"", StringComparison.Ordinal);
        var end = Rig.TryStream(GuardRequests.DialectOf(endpoint), Rig.Context(GuardRequests.DialectOf(endpoint), request, guardrails), Encoding.UTF8.GetBytes(stream), isArray: false, echo.Pieces(), out var client);
        heard = Encoding.UTF8.GetString(client);
        return end;
    }

    private static string? DeltaOf(Endpoint endpoint, JsonNode data) => endpoint switch
    {
        Endpoint.ChatCompletions => data["choices"]!.AsArray().FirstOrDefault(c => c!["index"]!.GetValue<int>() == 0)?["delta"]?["content"]?.GetValue<string>(),
        Endpoint.CreateResponse => data["type"]!.GetValue<string>() == "response.output_text.delta" ? data["delta"]!.GetValue<string>() : null,
        Endpoint.CreateMessage => data["delta"]?["text"]?.GetValue<string>(),
        _ => string.Concat(data["candidates"]![0]!["content"]!["parts"]!.AsArray().Where(p => p!["thought"] is null).Select(p => p!["text"]?.GetValue<string>())),
    };

    private static InspectedRequest Asked(Endpoint endpoint, GuardrailSnapshot guardrails, string user) =>
        Rig.TryAsk(endpoint, Body(endpoint, user, Schema), guardrails).TryGet(out var asked, out var no) ? asked : throw new InvalidOperationException(no.Code);

    private static byte[] Body(Endpoint endpoint, string user, string schema)
    {
        var body = JsonNode.Parse(GuardRequests.Build(endpoint, null, user, null))!.AsObject();
        var format = new JsonObject { ["type"] = "json_schema", ["name"] = "s", ["schema"] = JsonNode.Parse(schema) };
        switch (endpoint)
        {
            case Endpoint.ChatCompletions: body["response_format"] = new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "s", ["strict"] = true, ["schema"] = JsonNode.Parse(schema) } }; break;
            case Endpoint.CreateResponse: body["text"] = new JsonObject { ["format"] = format }; break;
            case Endpoint.CreateMessage: body["output_config"] = new JsonObject { ["format"] = format }; break;
            default: body["generationConfig"] = new JsonObject { ["responseMimeType"] = "application/json", ["responseJsonSchema"] = JsonNode.Parse(schema) }; break;
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
