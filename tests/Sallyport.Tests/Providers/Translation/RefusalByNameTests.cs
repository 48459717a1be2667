using Sallyport.Providers.Translation;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>What the other dialect cannot say is refused, and the refusal names it.</summary>
public sealed class RefusalByNameTests
{
    [Theory]
    [InlineData("\"logit_bias\":{\"50256\":-100}", "logit_bias")]
    [InlineData("\"logprobs\":true", "logprobs")]
    [InlineData("\"top_logprobs\":3", "top_logprobs")]
    [InlineData("\"store\":true", "store")]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities")]
    [InlineData("\"audio\":{\"voice\":\"alloy\",\"format\":\"wav\"}", "audio")]
    [InlineData("\"web_search_options\":{}", "web_search_options")]
    [InlineData("\"moderation\":{\"model\":\"x\"}", "moderation")]
    [InlineData("\"functions\":[{\"name\":\"f\"}]", "functions")]
    [InlineData("\"function_call\":\"auto\"", "function_call")]
    [InlineData("\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}]", "tools[0].type=custom")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"returns\":{}}}]", "tools[0].function.returns")]
    [InlineData("\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[]}}", "tool_choice.type=allowed_tools")]
    [InlineData("\"tool_choice\":\"sometimes\"", "tool_choice=sometimes")]
    [InlineData("\"response_format\":{\"type\":\"grammar\"}", "response_format.type=grammar")]
    [InlineData("\"stream_options\":{\"include_everything\":true}", "stream_options.include_everything")]
    [InlineData("\"brand_new\":1", "brand_new")]
    [InlineData("\"temperature\":\"hot\"", "temperature")]
    public void A_setting_of_chat_that_nobody_else_has_is_refused_by_name(string member, string named) => Assert.Equal(named, ReadRefusal(Spoken.Chat, Spoken.ChatWith(member)));

    [Theory]
    [InlineData("""{"role":"function","name":"f","content":"x"}""", "messages[0].role=function")]
    [InlineData("""{"role":"user","content":[{"type":"video_url","video_url":{"url":"https://example.org/a.mp4"}}]}""", "messages[0].content[0].type=video_url")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"x","mood":"sad"}]}""", "messages[0].content[0].mood")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}""", "messages[0].content[0].file.file_id")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,raw"}}]}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png","crop":1}}]}""", "messages[0].content[0].image_url.crop")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA==","format":"flac"}}]}""", "messages[0].content[0].input_audio.format=flac")]
    [InlineData("""{"role":"user","content":7}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":"x","priority":1}""", "messages[0].priority")]
    [InlineData("""{"role":"assistant","audio":{"id":"a"}}""", "messages[0].audio")]
    [InlineData("""{"role":"assistant","function_call":{"name":"f","arguments":"{}"}}""", "messages[0].function_call")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"custom","custom":{"name":"f","input":"x"}}]}""", "messages[0].tool_calls[0].type=custom")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}","strict":true}}]}""", "messages[0].tool_calls[0].function.strict")]
    [InlineData("""{"role":"tool","content":"x"}""", "messages[0].tool_call_id")]
    public void A_message_of_chat_that_nobody_else_has_is_refused_by_its_place(string message, string named) => Assert.Equal(named, ReadRefusal(Spoken.Chat, $$"""{"messages":[{{message}}]}"""));

    [Theory]
    [InlineData("\"inference_geo\":\"us\"", "inference_geo")] // to leave out where data may be would send it elsewhere
    [InlineData("\"container\":\"c\"", "container")]
    [InlineData("\"mcp_servers\":[{\"type\":\"url\"}]", "mcp_servers")]
    [InlineData("\"brand_new\":1", "brand_new")]
    [InlineData("\"metadata\":{\"user_id\":\"u\",\"team\":\"t\"}", "metadata.team")]
    [InlineData("\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]", "tools[0].type=bash_20250124")]
    [InlineData("\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", "tools[0].type=web_search_20250305")]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":{},\"input_examples\":[{}]}]", "tools[0].input_examples")]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":{},\"defer_loading\":true}]", "tools[0].defer_loading")]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":{},\"allowed_callers\":[\"code_execution_20250825\"]}]", "tools[0].allowed_callers")]
    [InlineData("\"tool_choice\":{\"type\":\"auto\",\"weight\":2}", "tool_choice.weight")]
    [InlineData("\"thinking\":{\"type\":\"between_tools\"}", "thinking.type=between_tools")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\",\"display\":\"loud\"}", "thinking.display=loud")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"grammar\",\"schema\":{}}}", "output_config.format.type=grammar")]
    [InlineData("\"output_config\":{\"tone\":\"warm\"}", "output_config.tone")]
    [InlineData("\"context_management\":{\"edits\":[{\"type\":\"clear_tool_uses_20250919\"}]}", "context_management.edits[0].type=clear_tool_uses_20250919")]
    public void A_setting_of_messages_that_nobody_else_has_is_refused_by_name(string member, string named) => Assert.Equal(named, ReadRefusal(Spoken.Messages, Spoken.MessagesWith(member)));

    [Theory]
    [InlineData("""{"type":"server_tool_use","id":"1","name":"web_search","input":{}}""", "messages[0].content[0].type=server_tool_use")]
    [InlineData("""{"type":"text","text":"x","mood":"sad"}""", "messages[0].content[0].mood")]
    [InlineData("""{"type":"image","source":{"type":"file","file_id":"f"}}""", "messages[0].content[0].source.type=file")]
    [InlineData("""{"type":"image","source":{"type":"url","url":"https://example.org/a.png"},"transformations":{"oversized_image":"error"}}""", "messages[0].content[0].transformations")]
    [InlineData("""{"type":"document","source":{"type":"url","url":"https://example.org/a.pdf"},"citations":{"enabled":true}}""", "messages[0].content[0].citations.enabled")]
    [InlineData("""{"type":"tool_use","id":"1","name":"f","input":{},"caller":{"type":"code_execution_20250825","tool_id":"t"}}""", "messages[0].content[0].caller.type=code_execution_20250825")]
    [InlineData("""{"type":"tool_result","tool_use_id":"1","content":[{"type":"tool_reference","tool_name":"f"}]}""", "messages[0].content[0].content[0].type=tool_reference")]
    [InlineData("""{"type":"tool_use","id":"1","name":"f","input":[1]}""", "messages[0].content[0].input")]
    public void A_block_that_nobody_else_has_is_refused_by_its_place(string block, string named) => Assert.Equal(named, ReadRefusal(Spoken.Messages, $$"""{"max_tokens":9,"messages":[{"role":"user","content":[{{block}}]}]}"""));

    [Theory]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"seed\":7", "seed")]
    [InlineData("\"frequency_penalty\":0.5", "frequency_penalty")]
    [InlineData("\"presence_penalty\":-1", "presence_penalty")]
    [InlineData("\"temperature\":1.2", "temperature above 1")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}", "response_format.type=json_object")]
    [InlineData("\"tool_choice\":\"required\"", "tool_choice without tools")]
    [InlineData("\"reasoning_effort\":\"heroic\"", "reasoning effort")]
    public void What_Anthropic_has_no_word_for_is_refused_by_name(string member, string named) => Assert.Equal(named, WriteRefusal(Spoken.Chat, Spoken.Messages, Spoken.ChatWith(member)));

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}}]}""", "input_audio")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"filename":"a.docx","file_data":"data:application/msword;base64,AA=="}}]}""", "document that is no PDF")]
    [InlineData("""{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}""", "image of the role assistant")]
    public void A_part_that_Anthropic_does_not_take_is_refused_by_name(string message, string named) =>
        Assert.Equal(named, WriteRefusal(Spoken.Chat, Spoken.Messages, $$"""{"messages":[{{message}}]}"""));

    [Theory]
    [InlineData("\"top_k\":5", "top_k")]
    [InlineData("\"stop_sequences\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop: more than four")]
    [InlineData("\"tool_choice\":{\"type\":\"any\"}", "tool_choice without tools")]
    public void What_chat_has_no_word_for_is_refused_by_name(string member, string named) => Assert.Equal(named, WriteRefusal(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith(member)));

    [Theory]
    [InlineData("user", """{"type":"document","source":{"type":"url","url":"https://example.org/a.pdf"}}""", "document by address")]
    [InlineData("assistant", """{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}}""", "image of the role assistant")]
    [InlineData("system", """{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}}""", "image of the role system")]
    public void A_block_that_chat_does_not_take_is_refused_by_name(string role, string block, string named) =>
        Assert.Equal(named, WriteRefusal(Spoken.Messages, Spoken.Chat, $$"""{"max_tokens":9,"messages":[{"role":"{{role}}","content":[{{block}}]}]}"""));

    [Fact]
    public void A_refusal_repeats_no_value_of_the_client()
    {
        const string Secret = "my secret is 4111 1111 1111 1111";
        Assert.Equal("(a member)", ReadRefusal(Spoken.Chat, Spoken.ChatWith($"\"{Secret}\":1")));
        Assert.Equal("tool_choice=(another word)", ReadRefusal(Spoken.Chat, Spoken.ChatWith($"\"tool_choice\":\"{Secret}\"")));
        Assert.DoesNotContain("4111", ReadRefusal(Spoken.Messages, Spoken.MessagesWith($"\"system\":[{{\"type\":\"{Secret}\"}}]")), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_by_its_place() => Assert.Equal("messages[0].content", ReadRefusal(Spoken.Chat, """{"messages":[{"role":"user","content":"\ud83e"}]}"""));

    [Theory]
    [InlineData("\"logit_bias\":{},\"logprobs\":false,\"top_logprobs\":0,\"modalities\":[\"text\"],\"n\":1,\"frequency_penalty\":0,\"presence_penalty\":0.0,\"seed\":null,\"audio\":null,\"unknown\":null")]
    public void What_is_set_to_what_happens_anyway_is_no_reason_to_refuse(string members) => Assert.Empty(LeftOut(members));

    private static SortedSet<string> LeftOut(string members)
    {
        Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith(members), out var leftOut);
        return leftOut;
    }

    private static string ReadRefusal(DialectTranslation from, string body) => Assert.Throws<UntranslatableException>(() => Spoken.Read(from, body)).Member;

    private static string WriteRefusal(DialectTranslation from, DialectTranslation to, string body)
    {
        var request = Spoken.Read(from, body);
        return Assert.Throws<UntranslatableException>(() => Spoken.Write(to, request)).Member;
    }
}
