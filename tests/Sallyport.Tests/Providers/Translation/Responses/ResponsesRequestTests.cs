using Sallyport.Providers.Translation;
using Sallyport.Providers.Translation.Responses;
using Xunit;

namespace Sallyport.Tests.Providers.Translation.Responses;

/// <summary>Each member of a responses request: understood, left out and told, or refused by name.</summary>
public sealed class ResponsesRequestTests
{
    private static readonly ResponsesTranslation Responses = new();

    [Theory]
    [InlineData("""{"previous_response_id":"resp_1"}""", "previous_response_id")]
    [InlineData("""{"conversation":"conv_1"}""", "conversation")]
    [InlineData("""{"prompt":{"id":"p"}}""", "prompt")]
    [InlineData("""{"background":true}""", "background")]
    [InlineData("""{"store":true}""", "store")]
    [InlineData("""{"truncation":"auto"}""", "truncation")]
    [InlineData("""{"top_logprobs":2}""", "top_logprobs")]
    [InlineData("""{"include":["message.output_text.logprobs"]}""", "include[0]=message.output_text.logprobs")]
    [InlineData("""{"surprise":1}""", "surprise")]
    [InlineData("""{"stream_options":{"include_usage":true}}""", "stream_options.include_usage")]
    [InlineData("""{"text":{"format":{"type":"grammar"}}}""", "text.format.type=grammar")]
    [InlineData("""{"text":{"verbosity":"chatty"}}""", "text.verbosity=chatty")]
    [InlineData("""{"text":{"tone":"dry"}}""", "text.tone")]
    [InlineData("""{"reasoning":{"effort":"heroic"}}""", "reasoning.effort=heroic")]
    [InlineData("""{"reasoning":{"depth":1}}""", "reasoning.depth")]
    [InlineData("""{"tools":[{"type":"web_search"}]}""", "tools[0].type=web_search")]
    [InlineData("""{"tools":[{"type":"custom","name":"apply_patch"}]}""", "tools[0].type=custom")]
    [InlineData("""{"tools":[{"type":"local_shell"}]}""", "tools[0].type=local_shell")]
    [InlineData("""{"tools":[{"type":"function","name":"f","defer_loading":true}]}""", "tools[0].defer_loading")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}]}""", "tools[0].function")]
    [InlineData("""{"tools":[{"name":"f"}]}""", "tools[0].type")]
    [InlineData("""{"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[]}}""", "tool_choice.type=allowed_tools")]
    [InlineData("""{"tool_choice":{"type":"function"}}""", "tool_choice.name")]
    [InlineData("""{"input":[{"type":"item_reference","id":"msg_1"}]}""", "input[0].type=item_reference")]
    [InlineData("""{"input":[{"type":"custom_tool_call","call_id":"1","name":"f","input":"x"}]}""", "input[0].type=custom_tool_call")]
    [InlineData("""{"input":[{"type":"my password is hunter2"}]}""", "input[0].type=(another word)")]
    [InlineData("""{"input":[{"content":"a"}]}""", "input[0].role")]
    [InlineData("""{"input":[{"role":"tool","content":"a"}]}""", "input[0].role")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_video"}]}]}""", "input[0].content[0].type=input_video")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_text","text":"a","weight":2}]}]}""", "input[0].content[0].weight")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","file_id":"file_1"}]}]}""", "input[0].content[0].file_id")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_file","file_id":"file_1"}]}]}""", "input[0].content[0].file_id")]
    [InlineData("""{"input":[{"type":"function_call","name":"f","arguments":"{}"}]}""", "input[0].call_id")]
    [InlineData("""{"input":[{"type":"function_call","call_id":"1","name":"f","arguments":"{}","namespace":"n"}]}""", "input[0].namespace")]
    [InlineData("""{"input":[{"type":"function_call_output","output":"a"}]}""", "input[0].call_id")]
    [InlineData("""{"input":7}""", "input")]
    [InlineData("""{"instructions":["a"]}""", "instructions")]
    public void What_no_other_dialect_can_say_is_refused_by_its_name(string json, string member) =>
        Assert.Equal(member, Assert.Throws<UntranslatableException>(() => Translated.ReadRequest(Responses, json)).Member);

    [Theory]
    [InlineData("""{"metadata":{"a":"b"}}""", "metadata")]
    [InlineData("""{"prompt_cache_key":"k"}""", "prompt_cache_key")]
    [InlineData("""{"service_tier":"auto"}""", "service_tier")]
    [InlineData("""{"include":["reasoning.encrypted_content"]}""", "include")]
    [InlineData("""{"store":false}""", "store")]
    [InlineData("""{"input":[{"type":"reasoning","summary":[],"encrypted_content":"x"}]}""", "input.reasoning")]
    public void What_changes_nothing_in_the_answer_is_left_out_and_told(string json, string member) => Assert.Equal([member], Translated.ReadRequest(Responses, json).LeftOut);

    [Theory]
    [InlineData("""{"background":false,"truncation":"disabled","top_logprobs":0,"metadata":null,"previous_response_id":null,"stream_options":{"include_obfuscation":false}}""")]
    [InlineData("""{"surprise":null}""")]
    public void What_everybody_does_anyway_is_no_demand(string json)
    {
        var request = Translated.ReadRequest(Responses, json);
        Assert.Equal(Translated.Describe(new ModelRequest()), Translated.Describe(request));
        Assert.Empty(request.LeftOut);
    }

    [Fact]
    public void Calls_join_what_the_assistant_said_and_results_are_one_turn()
    {
        var request = Translated.ReadRequest(Responses, """
            {"instructions":"Be brief.","input":[
              {"role":"user","content":"a"},{"role":"user","content":"b"},
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"c","annotations":[]}],"status":"completed","id":"msg_1"},
              {"type":"function_call","call_id":"1","name":"f","arguments":""},{"type":"function_call","call_id":"2","name":"f","arguments":"{"},
              {"type":"function_call_output","call_id":"1","output":"d"},
              {"type":"function_call_output","call_id":"2","output":[{"type":"input_text","text":"e"},{"type":"input_image","image_url":"data:image/png;base64,YQ=="}]},
              {"role":"developer","content":"g"}]}
            """);
        Assert.Equal([TurnRole.System, TurnRole.User, TurnRole.User, TurnRole.Assistant, TurnRole.User, TurnRole.System], request.Turns.Select(turn => turn.Role));
        Assert.Equal([1, 1, 1, 3, 2, 1], request.Turns.Select(turn => turn.Parts.Count));
        Assert.Equal(["{}", """{"invalid_json":"{"}"""], request.Turns[3].Parts.OfType<ToolCallPart>().Select(call => call.Arguments));
        Assert.Equal(new MediaPart(MediaKind.Image, "image/png", "YQ==", null), ((ToolResultPart)request.Turns[4].Parts[1]).Content[1]);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("stop")]
    [InlineData("seed")]
    [InlineData("top_k")]
    [InlineData("frequency_penalty")]
    [InlineData("presence_penalty")]
    public void A_setting_that_this_dialect_does_not_have_is_refused(string member)
    {
        var request = new ModelRequest
        {
            Choices = member == "n" ? 2 : 1, Seed = member == "seed" ? "1" : null, TopK = member == "top_k" ? "1" : null,
            FrequencyPenalty = member == "frequency_penalty" ? "0.1" : "0.0", PresencePenalty = member == "presence_penalty" ? "-1" : "0",
        };
        if (member == "stop") request.StopSequences.Add("END");
        Assert.Equal(member, Assert.Throws<UntranslatableException>(() => Translated.WriteRequest(Responses, request)).Member);
    }

    [Fact]
    public void Nothing_is_stored_and_no_tool_is_strict_that_was_not_made_for_it()
    {
        var request = new ModelRequest();
        request.Tools.Add(new ToolDefinition("f", null, null, null));
        Assert.Equal("""{"model":"upstream-model","input":[],"store":false,"tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{}},"strict":false}]}""", Translated.WriteRequest(Responses, request));
    }
}
