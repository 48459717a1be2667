using System.Text.Json;
using Sallyport.Providers;
using Sallyport.Providers.Translation;
using Sallyport.Providers.Translation.Gemini;
using Xunit;

namespace Sallyport.Tests.Providers.Translation.Gemini;

/// <summary>Each member of a Gemini request: understood, left out and told, or refused by name.</summary>
public sealed class GeminiRequestTests
{
    private static readonly GeminiTranslation Gemini = new();

    [Theory]
    [InlineData("""{"contents":[],"cachedContent":"cachedContents/1"}""", "cachedContent")]
    [InlineData("""{"contents":[],"cached_content":"cachedContents/1"}""", "cached_content")]
    [InlineData("""{"contents":[],"store":true}""", "store")]
    [InlineData("""{"contents":[],"surprise":1}""", "surprise")]
    [InlineData("""{"model":"models/x"}""", "contents")]
    [InlineData("""{"contents":[{"role":"system","parts":[]}]}""", "contents[0].role")]
    [InlineData("""{"contents":[{"parts":[{"text":"a","mood":"b"}]}]}""", "contents[0].parts[0].mood")]
    [InlineData("""{"contents":[{"parts":[{"text":"a","inlineData":{"mimeType":"image/png","data":""}}]}]}""", "contents[0].parts[0].inlineData")]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"video/mp4","data":""}}]}]}""", "contents[0].parts[0].inlineData.mimeType")]
    [InlineData("""{"contents":[{"parts":[{"fileData":{"mimeType":"image/png","fileUri":"https://generativelanguage.googleapis.com/v1beta/files/1"}}]}]}""", "contents[0].parts[0].fileData.fileUri")]
    [InlineData("""{"contents":[{"parts":[{"fileData":{"mimeType":"image/png","fileUri":"gs://bucket/1.png"}}]}]}""", "contents[0].parts[0].fileData.fileUri")]
    [InlineData("""{"contents":[{"parts":[{"fileData":{"mimeType":"video/mp4","fileUri":"https://www.youtube.com/watch?v=1"}}]}]}""", "contents[0].parts[0].fileData.fileUri")]
    [InlineData("""{"contents":[{"parts":[{"text":"a","videoMetadata":{"fps":1}}]}]}""", "contents[0].parts[0].videoMetadata")]
    [InlineData("""{"contents":[{"role":"model","parts":[{"executableCode":{"code":"1"}}]}]}""", "contents[0].parts[0].executableCode")]
    [InlineData("""{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]}""", "contents[0].parts[0].functionResponse")]
    [InlineData("""{"contents":[{"parts":[{"functionResponse":{"id":"1","name":"f","response":{},"willContinue":true}}]}]}""", "contents[0].parts[0].functionResponse.willContinue")]
    [InlineData("""{"contents":[{"role":"model","parts":[{"functionCall":{"args":{}}}]}]}""", "contents[0].parts[0].functionCall.name")]
    [InlineData("""{"contents":[],"tools":[{"googleSearch":{}}]}""", "tools[0].googleSearch")]
    [InlineData("""{"contents":[],"tools":[{"functionDeclarations":[{"name":"f","response":{"type":"STRING"}}]}]}""", "tools[0].functionDeclarations[0].response")]
    [InlineData("""{"contents":[],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"SET"}}]}]}""", "tools[0].functionDeclarations[0].parameters.type")]
    [InlineData("""{"contents":[],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT"},"parametersJsonSchema":{}}]}]}""", "tools[0].functionDeclarations[0].parametersJsonSchema")]
    [InlineData("""{"contents":[],"toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"}}}""", "toolConfig.functionCallingConfig.mode=VALIDATED")]
    [InlineData("""{"contents":[],"toolConfig":{"functionCallingConfig":{"mode":"AUTO","allowedFunctionNames":["f"]}}}""", "toolConfig.functionCallingConfig.allowedFunctionNames")]
    [InlineData("""{"contents":[],"toolConfig":{"retrievalConfig":{}}}""", "toolConfig.retrievalConfig")]
    [InlineData("""{"contents":[],"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_ONLY_HIGH"}]}""", "safetySettings[0].threshold")]
    [InlineData("""{"contents":[],"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}]}""", "safetySettings[0].threshold")]
    [InlineData("""{"contents":[],"generationConfig":{"responseMimeType":"text/x.enum"}}""", "generationConfig.responseMimeType")]
    [InlineData("""{"contents":[],"generationConfig":{"responseSchema":{"type":"OBJECT"}}}""", "generationConfig.responseSchema")]
    [InlineData("""{"contents":[],"generationConfig":{"responseModalities":["TEXT","IMAGE"]}}""", "generationConfig.responseModalities[1]")]
    [InlineData("""{"contents":[],"generationConfig":{"responseLogprobs":true}}""", "generationConfig.responseLogprobs")]
    [InlineData("""{"contents":[],"generationConfig":{"speechConfig":{}}}""", "generationConfig.speechConfig")]
    [InlineData("""{"contents":[],"generationConfig":{"thinkingConfig":{"thinkingLevel":"DEEP"}}}""", "generationConfig.thinkingConfig.thinkingLevel")]
    [InlineData("""{"contents":[],"generationConfig":{"topP":0.5,"top_p":0.6}}""", "generationConfig.top_p")]
    [InlineData("""{"contents":[],"generationConfig":{"maxOutputTokens":"100"}}""", "generationConfig.maxOutputTokens")]
    [InlineData("""{"contents":[],"generationConfig":{"candidateCount":0}}""", "generationConfig.candidateCount")]
    [InlineData("""{"contents":[{"parts":[{"text":"\ud83d"}]}]}""", "contents[0].parts[0].text")]
    public void What_no_other_dialect_can_say_is_refused_by_its_name(string json, string member) =>
        Assert.Equal(member, Assert.Throws<UntranslatableException>(() => Translated.ReadRequest(Gemini, json)).Member);

    [Fact]
    public void A_name_that_no_dialect_would_have_is_not_repeated()
    {
        var refused = Assert.Throws<UntranslatableException>(() => Translated.ReadRequest(Gemini, """{"contents":[],"my card is 4111 1111 1111 1111":1}"""));
        Assert.Equal("(a member)", refused.Member);
    }

    [Theory]
    [InlineData("""{"contents":[],"labels":{"a":"b"}}""", "labels")]
    [InlineData("""{"contents":[],"serviceTier":"flex"}""", "serviceTier")]
    [InlineData("""{"contents":[],"store":false}""", "store")]
    [InlineData("""{"contents":[],"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}]}""", "safetySettings")]
    [InlineData("""{"contents":[{"role":"model","parts":[{"text":"Hm.","thought":true}]}]}""", "thought")]
    [InlineData("""{"contents":[{"role":"model","parts":[{"text":"Hm.","thoughtSignature":"YQ=="}]}]}""", "thoughtSignature")]
    public void What_changes_nothing_in_the_answer_is_left_out_and_told(string json, string member) => Assert.Equal([member], Translated.ReadRequest(Gemini, json).LeftOut);

    [Theory]
    [InlineData("""{"mode":"AUTO"}""", ToolChoiceKind.Auto, null)]
    [InlineData("""{"mode":"NONE"}""", ToolChoiceKind.None, null)]
    [InlineData("""{"mode":"ANY"}""", ToolChoiceKind.Required, null)]
    [InlineData("""{"mode":"ANY","allowedFunctionNames":["f"]}""", ToolChoiceKind.Named, "f")]
    [InlineData("""{"mode":"ANY","allowedFunctionNames":["g","f"]}""", ToolChoiceKind.Required, null)]
    public void A_choice_of_tools_is_understood(string config, ToolChoiceKind kind, string? name)
    {
        var request = Translated.ReadRequest(Gemini, """{"contents":[],"toolConfig":{"functionCallingConfig":CONFIG},"tools":[{"functionDeclarations":[{"name":"f"},{"name":"g"}]}]}""".Replace("CONFIG", config, StringComparison.Ordinal));
        Assert.Equal(new ToolChoice(kind, name), request.ToolChoice);
    }

    [Fact]
    public void A_choice_among_some_of_the_tools_is_refused()
    {
        const string Json = """{"contents":[],"tools":[{"functionDeclarations":[{"name":"f"},{"name":"g"},{"name":"h"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["g","f"]}}}""";
        Assert.Equal("toolConfig.functionCallingConfig.allowedFunctionNames", Assert.Throws<UntranslatableException>(() => Translated.ReadRequest(Gemini, Json)).Member);
    }

    [Theory]
    [InlineData("""{"thinkingBudget":0}""", "none", null)]
    [InlineData("""{"thinkingBudget":-1}""", null, null)]
    [InlineData("""{"thinkingBudget":512}""", null, 512L)]
    [InlineData("""{"thinkingLevel":"MINIMAL"}""", "minimal", null)]
    [InlineData("""{"thinkingLevel":"high"}""", "high", null)]
    public void A_demand_for_thinking_is_understood(string config, string? effort, long? budget) =>
        Assert.Equal(new ReasoningDemand(effort, budget, null), Translated.ReadRequest(Gemini, $$$"""{"contents":[],"generationConfig":{"thinkingConfig":{{{config}}}}}""").Reasoning);

    [Theory]
    [InlineData("gemini-2.5-flash", "none", """{"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-pro", "low", """{"thinkingBudget":1024}""")]
    [InlineData("models/gemini-2.5-pro", "medium", """{"thinkingBudget":8192}""")]
    [InlineData("gemini-2.5-flash-lite", "xhigh", """{"thinkingBudget":24576}""")]
    [InlineData("gemini-3-flash-preview", "none", """{"thinkingLevel":"MINIMAL"}""")]
    [InlineData("gemini-3.1-pro", "minimal", """{"thinkingLevel":"LOW"}""")]
    [InlineData("gemini-3.1-pro", "max", """{"thinkingLevel":"HIGH"}""")]
    public void An_effort_is_written_as_the_model_knows_it(string model, string effort, string expected)
    {
        var request = new ModelRequest { Reasoning = new ReasoningDemand(effort, null, null) };
        using var json = JsonDocument.Parse(Translated.WriteRequest(Gemini, request, model));
        Assert.Equal(expected, json.RootElement.GetProperty("generationConfig").GetProperty("thinkingConfig").GetRawText());
    }

    [Fact]
    public void Results_without_ids_belong_to_the_calls_of_their_name_in_order()
    {
        var request = Translated.ReadRequest(Gemini, """
            {"contents":[
              {"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}},{"functionCall":{"name":"f"}}]},
              {"role":"function","parts":[{"functionResponse":{"name":"f","response":{"output":"first"}}},{"functionResponse":{"name":"f","response":{"n":1}}},{"functionResponse":{"name":"g","response":{"error":{"code":7}}}}]}]}
            """);
        var results = request.Turns[1].Parts.Cast<ToolResultPart>().Select(result => (result.CallId, ((TextPart)result.Content[0]).Text, result.IsError));
        Assert.Equal([("call_0_0", "first", false), ("call_0_2", """{"n":1}""", false), ("call_0_1", """{"code":7}""", true)], results);
    }

    [Fact]
    public void The_first_call_of_a_foreign_turn_carries_the_word_that_stands_for_a_signature()
    {
        var request = new ModelRequest();
        request.Turns.Add(new Turn(TurnRole.Assistant, [new ToolCallPart("1", "f", "{}"), new ToolCallPart("2", "f", "{}")]));
        request.Turns.Add(new Turn(TurnRole.User, [new ToolResultPart("1", null, [new TextPart("a")], false), new ToolResultPart("2", null, [new TextPart("b")], false)]));
        request.Turns.Add(new Turn(TurnRole.Assistant, [new ToolCallPart("3", "f", "{}", "cmVhbA==")]));
        using var json = JsonDocument.Parse(Translated.WriteRequest(Gemini, request));
        var signatures = json.RootElement.GetProperty("contents").EnumerateArray().SelectMany(content => content.GetProperty("parts").EnumerateArray())
            .Where(part => part.TryGetProperty("functionCall", out _)).Select(part => part.TryGetProperty("thoughtSignature", out var signature) ? signature.GetString() : null);
        Assert.Equal(["skip_thought_signature_validator", null, "cmVhbA=="], signatures);
    }

    [Fact]
    public void A_result_finds_the_name_of_its_call()
    {
        var request = new ModelRequest();
        request.Turns.Add(new Turn(TurnRole.Assistant, [new ToolCallPart("1", "f", "{}")]));
        request.Turns.Add(new Turn(TurnRole.User, [new ToolResultPart("1", null, [new TextPart("a")], false)]));
        Assert.Contains("""{"functionResponse":{"id":"1","name":"f","response":{"output":"a"}}}""", Translated.WriteRequest(Gemini, request), StringComparison.Ordinal);
        request.Turns.Add(new Turn(TurnRole.User, [new ToolResultPart("2", null, [new TextPart("a")], false)]));
        Assert.Throws<UntranslatableException>(() => Translated.WriteRequest(Gemini, request));
    }

    [Fact]
    public void A_system_prompt_alone_is_the_question()
    {
        var request = new ModelRequest();
        request.Turns.Add(new Turn(TurnRole.System, [new TextPart("Say hello.")]));
        Assert.StartsWith("""{"contents":[{"role":"user","parts":[{"text":"Say hello."}]}]""", Translated.WriteRequest(Gemini, request), StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_of_OpenAPI_becomes_a_JSON_schema()
    {
        const string Schema = """
            {"type":"OBJECT","nullable":true,"properties":{"type":{"type":"STRING","format":"enum","enum":["a"],"nullable":true},"n":{"anyOf":[{"type":"NUMBER","minimum":0.5},{"type":"NULL"}]},"l":{"type":"ARRAY","items":{"type":"INTEGER","format":"int64"},"minItems":"2","example":[1]}},"required":["n"],"propertyOrdering":["n","l"]}
            """;
        var tool = Translated.ReadRequest(Gemini, $$$"""{"contents":[],"tools":[{"functionDeclarations":[{"name":"f","parameters":{{{Schema}}}}]}]}""").Tools[0];
        const string Expected = """
            {"properties":{"type":{"enum":["a",null],"type":["string","null"]},"n":{"anyOf":[{"minimum":0.5,"type":"number"},{"type":"null"}]},"l":{"items":{"format":"int64","type":"integer"},"minItems":2,"examples":[[1]],"type":"array"}},"required":["n"],"type":["object","null"]}
            """;
        Assert.Equal(Expected.Trim(), tool.Schema);
    }

    [Fact]
    public void What_Gemini_has_no_word_for_is_left_out_and_told()
    {
        var request = new ModelRequest { EndUser = "u", Verbosity = "low", ParallelToolCalls = false, Format = new OutputFormat("{}", "n", true, "d") };
        request.Tools.Add(new ToolDefinition("f", null, null, true));
        request.Turns.Add(new Turn(TurnRole.User, [new MediaPart(MediaKind.Image, "image/png", "YQ==", null, "high")]));
        Translated.WriteRequest(Gemini, request);
        Assert.Equal(["description", "detail", "parallel_tool_calls", "strict", "user", "verbosity"], request.LeftOut);
    }
}
