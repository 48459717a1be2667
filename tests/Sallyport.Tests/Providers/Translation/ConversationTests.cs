using System.Text.Json.Nodes;
using Sallyport.Providers.Translation;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Turns and parts of one dialect in the other.</summary>
public sealed class ConversationTests
{
    [Fact]
    public void System_prompts_stand_together_in_messages_wherever_they_stood_in_chat()
    {
        var written = ToMessages("""{"role":"system","content":"One."},{"role":"user","content":"Hi"},{"role":"developer","content":[{"type":"text","text":"Two."}]},{"role":"user","content":"there"}""");
        Assert.Equal("""[{"type":"text","text":"One."},{"type":"text","text":"Two."}]""", Spoken.Text(written["system"]));
        Assert.Equal("""[{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text","text":"there"}]}]""", Spoken.Text(written["messages"]));
    }

    [Fact]
    public void A_prompt_of_system_texts_only_is_the_users()
    {
        var written = ToMessages("""{"role":"system","content":"Tell me."}""");
        Assert.Null(written["system"]);
        Assert.Equal("""[{"role":"user","content":"Tell me."}]""", Spoken.Text(written["messages"]));
    }

    [Fact]
    public void The_user_speaks_first_in_messages() =>
        Assert.Equal(["user", "assistant", "user"], Roles(ToMessages("""{"role":"assistant","content":"Hello!"},{"role":"user","content":"Hi"}""")));

    [Fact]
    public void Results_of_parallel_calls_are_one_turn_in_messages_and_come_before_words()
    {
        var written = ToMessages("""
            {"role":"user","content":"Go"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"b","type":"function","function":{"name":"g","arguments":""}}]},
            {"role":"tool","tool_call_id":"a","content":"one"},
            {"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"two"},{"type":"text","text":"three"}]},
            {"role":"user","content":"and?"}
            """);
        Assert.Equal(["user", "assistant", "user"], Roles(written));
        Assert.Equal("""[{"type":"tool_use","id":"a","name":"f","input":{"x":1}},{"type":"tool_use","id":"b","name":"g","input":{}}]""", Spoken.Text(written["messages"]![1]!["content"]));
        Assert.Equal(
            """[{"type":"tool_result","tool_use_id":"a","content":"one"},{"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"two"},{"type":"text","text":"three"}]},{"type":"text","text":"and?"}]""",
            Spoken.Text(written["messages"]![2]!["content"]));
    }

    [Fact]
    public void Arguments_that_are_no_JSON_stay_readable_for_the_model() =>
        Assert.Equal(
            """{"invalid_json":"{\"x\": "}""",
            Spoken.Text(ToMessages("""{"role":"user","content":"Go"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\": "}}]}""")["messages"]![1]!["content"]![0]!["input"]));

    [Fact]
    public void Ids_that_Anthropic_refuses_are_made_fit_and_still_belong_together()
    {
        var written = ToMessages("""
            {"role":"user","content":"Go"},
            {"role":"assistant","tool_calls":[{"id":"functions.f:0","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"functions.f:1","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"functions.f:0","content":"one"},{"role":"tool","tool_call_id":"functions.f:1","content":"two"}
            """);
        var calls = written["messages"]![1]!["content"]!.AsArray().Select(static c => c!["id"]!.GetValue<string>()).ToList();
        Assert.Equal(calls, written["messages"]![2]!["content"]!.AsArray().Select(static c => c!["tool_use_id"]!.GetValue<string>()));
        Assert.Equal(2, calls.Distinct().Count());
        Assert.All(calls, static id => Assert.Matches("^[a-zA-Z0-9_-]+$", id));
    }

    [Fact]
    public void Past_thoughts_are_left_out_and_told()
    {
        Spoken.Request(Spoken.Chat, Spoken.Messages, """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y","reasoning_content":"z","annotations":[]},{"role":"user","content":"x"}]}""", out var leftOut);
        Assert.Equal(["annotations", "reasoning_content"], leftOut);

        var chat = Spoken.Request(Spoken.Messages, Spoken.Chat, """{"max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"z","signature":"s"}]},{"role":"user","content":"w"}]}""", out leftOut);
        Assert.Equal(["thinking"], leftOut);
        Assert.Equal("""[{"role":"user","content":"x"},{"role":"user","content":"w"}]""", Spoken.Text(chat["messages"]));
    }

    [Theory]
    [InlineData("""{"url":"data:image/webp;base64,AAAA","detail":"low"}""", """{"type":"image","source":{"type":"base64","media_type":"image/webp","data":"AAAA"}}""")]
    [InlineData("""{"url":"https://example.org/a.png"}""", """{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}}""")]
    [InlineData("\"https://example.org/a.png\"", """{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}}""")]
    public void An_image_of_chat_is_an_image_of_messages(string image, string expected) =>
        Assert.Equal(expected, Spoken.Text(ToMessages($$"""{"role":"user","content":[{"type":"image_url","image_url": {{image}} } ] }""")["messages"]![0]!["content"]![0]));

    [Theory]
    [InlineData("""{"type":"image","source":{"type":"base64","media_type":"image/webp","data":"AAAA"}}""", """{"type":"image_url","image_url":{"url":"data:image/webp;base64,AAAA"}}""")]
    [InlineData("""{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}}""", """{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}""")]
    [InlineData("""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"}}""", """{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,AAAA"}}""")]
    public void Media_of_messages_are_media_of_chat(string block, string expected) => Assert.Equal(expected, Spoken.Text(ToChat($$"""{"role":"user","content":[{{block}}]}""")[0]!["content"]![0]));

    [Theory]
    [InlineData("\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;name=a;base64,AAAA\"", "a.pdf")]
    [InlineData("\"filename\":\"a.PDF\",\"file_data\":\"AAAA\"", "a.PDF")]
    public void A_file_of_chat_is_a_document_of_messages(string file, string title) =>
        Assert.Equal(
            $$"""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"},"title":"{{title}}"}""",
            Spoken.Text(ToMessages($$"""{"role":"user","content":[{"type":"file","file":{ {{file}} } } ] }""")["messages"]![0]!["content"]![0]));

    [Fact]
    public void Results_of_tools_follow_their_calls_in_chat_and_words_follow_them()
    {
        var messages = ToChat("""
            {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"tool_use","id":"b","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"text","text":"so?"},{"type":"tool_result","tool_use_id":"a","content":"one"},{"type":"tool_result","tool_use_id":"b"}]}
            """);
        Assert.Equal(["assistant", "tool", "tool", "user"], messages.Select(static m => m!["role"]!.GetValue<string>()));
        Assert.Equal(["one", ""], messages.Where(static m => m!["role"]!.GetValue<string>() == "tool").Select(static m => m!["content"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("\"content\":\"no such file\",", """[{"type":"text","text":"Error:"},{"type":"text","text":"no such file"}]""")]
    [InlineData("\"content\":\"Error: no such file\",", "\"Error: no such file\"")]
    [InlineData("", "\"Error:\"")]
    public void A_failed_tool_says_so_in_chat(string content, string expected) =>
        Assert.Equal(expected, Spoken.Text(ToChat($$"""{"role":"user","content":[{"type":"tool_result",{{content}}"tool_use_id":"a","is_error":true}]}""")[0]!["content"]));

    [Fact]
    public void An_image_in_a_result_follows_all_results_in_chat()
    {
        var messages = ToChat("""
            {"role":"user","content":[
              {"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"seen"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},
              {"type":"tool_result","tool_use_id":"b","content":"two"}]}
            """);
        Assert.Equal(["tool", "tool", "user"], messages.Select(static m => m!["role"]!.GetValue<string>()));
        Assert.Equal("seen", messages[0]!["content"]!.GetValue<string>());
        Assert.Equal("""[{"type":"text","text":"Result of the tool call a:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]""", Spoken.Text(messages[2]!["content"]));
    }

    [Fact]
    public void A_refusal_of_chat_is_said_in_messages_and_an_empty_text_is_not() =>
        Assert.Equal(
            """[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"text","text":"No."}]},{"role":"user","content":"y"}]""",
            Spoken.Text(ToMessages("""{"role":"user","content":"x"},{"role":"assistant","content":"","refusal":"No."},{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"y"}]}""")["messages"]));

    [Theory]
    [InlineData("text/plain", "QnV5IG1pbGsu", "Buy milk.")]
    [InlineData("text/csv", "YSxi", "a,b")]
    public void A_document_that_is_plain_text_is_text_everywhere(string mediaType, string base64, string words)
    {
        var request = new ModelRequest { Turns = { new Turn(TurnRole.User, [new TextPart("See:"), new MediaPart(MediaKind.Document, mediaType, base64, null)]) } };
        Assert.Equal($$"""{"type":"text","text":"{{words}}"}""", Spoken.Text(Spoken.Write(Spoken.Chat, request)["messages"]![0]!["content"]![1]));
        Assert.Equal($$"""{"type":"document","source":{"type":"text","media_type":"text/plain","data":"{{words}}"} }""".Replace("} }", "}}", StringComparison.Ordinal), Spoken.Text(Spoken.Write(Spoken.Messages, request)["messages"]![0]!["content"]![1]));
    }

    [Theory]
    [InlineData("gs://bucket/a.png")]
    [InlineData("https://generativelanguage.googleapis.com.example/a", true)]
    public void An_address_of_one_vendors_store_is_refused(string address, bool isTaken = false)
    {
        foreach (var dialect in (DialectTranslation[])[Spoken.Chat, Spoken.Messages])
        {
            var request = new ModelRequest { Turns = { new Turn(TurnRole.User, [new TextPart("See:"), new MediaPart(MediaKind.Image, "image/png", null, address)]) } };
            if (isTaken) Assert.Contains(address, Spoken.Write(dialect, request).ToJsonString(), StringComparison.Ordinal);
            else Assert.Equal("image stored with a provider", Assert.Throws<UntranslatableException>(() => Spoken.Write(dialect, request)).Member);
        }
    }

    [Fact]
    public void A_text_of_white_space_only_is_not_sent_to_Anthropic() =>
        Assert.Equal("""[{"role":"user","content":"x"}]""", Spoken.Text(ToMessages("""{"role":"user","content":[{"type":"text","text":" \n"},{"type":"text","text":"x"}]},{"role":"assistant","content":" "}""")["messages"]));

    [Fact]
    public void A_signature_of_Gemini_is_left_out_and_told()
    {
        foreach (var dialect in (DialectTranslation[])[Spoken.Chat, Spoken.Messages])
        {
            var request = new ModelRequest { Turns = { new Turn(TurnRole.User, [new TextPart("Go")]), new Turn(TurnRole.Assistant, [new ToolCallPart("a", "f", "{}", "c2ln")]) } };
            Assert.DoesNotContain("c2ln", Spoken.Write(dialect, request).ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(["thoughtSignature"], request.LeftOut);
        }
    }

    private static JsonObject ToMessages(string messages) => Spoken.Request(Spoken.Chat, Spoken.Messages, $$"""{"messages":[{{messages}}]}""");

    private static JsonArray ToChat(string messages) => Spoken.Request(Spoken.Messages, Spoken.Chat, $$"""{"max_tokens":9,"messages":[{{messages}}]}""")["messages"]!.AsArray();

    private static IEnumerable<string> Roles(JsonObject request) => request["messages"]!.AsArray().Select(static m => m!["role"]!.GetValue<string>());
}
