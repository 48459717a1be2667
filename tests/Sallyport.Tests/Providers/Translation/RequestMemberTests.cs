using System.Text.Json.Nodes;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Each setting of one dialect in the words of the other.</summary>
public sealed class RequestMemberTests
{
    private const string ChatTool = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],";
    private const string MessagesTool = "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],";

    [Theory]
    [InlineData("\"temperature\":0.70", "temperature", "0.70")]
    [InlineData("\"top_p\":0.95", "top_p", "0.95")]
    [InlineData("\"top_k\":40", "top_k", "40")]
    [InlineData("\"max_tokens\":77", "max_tokens", "77")]
    [InlineData("\"max_completion_tokens\":78", "max_tokens", "78")]
    [InlineData("\"max_completion_tokens\":78,\"max_tokens\":50", "max_tokens", "50")]
    [InlineData("", "max_tokens", "4096")]
    [InlineData("\"stop\":\"END\"", "stop_sequences", "[\"END\"]")]
    [InlineData("\"stop\":[\"a\",\"b\"]", "stop_sequences", "[\"a\",\"b\"]")]
    [InlineData("\"stream\":true", "stream", "true")]
    [InlineData("\"stream\":false", "stream", null)]
    [InlineData("\"user\":\"u-1\"", "metadata", "{\"user_id\":\"u-1\"}")]
    [InlineData("\"user\":\"u-1\",\"safety_identifier\":\"s-1\"", "metadata", "{\"user_id\":\"s-1\"}")]
    [InlineData(ChatTool + "\"tool_choice\":\"auto\"", "tool_choice", "{\"type\":\"auto\"}")]
    [InlineData(ChatTool + "\"tool_choice\":\"none\"", "tool_choice", "{\"type\":\"none\"}")]
    [InlineData(ChatTool + "\"tool_choice\":\"required\"", "tool_choice", "{\"type\":\"any\"}")]
    [InlineData(ChatTool + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", "tool_choice", "{\"type\":\"tool\",\"name\":\"f\"}")]
    [InlineData(ChatTool + "\"parallel_tool_calls\":false", "tool_choice", "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}")]
    [InlineData(ChatTool + "\"parallel_tool_calls\":false,\"tool_choice\":\"required\"", "tool_choice", "{\"type\":\"any\",\"disable_parallel_tool_use\":true}")]
    [InlineData(ChatTool + "\"parallel_tool_calls\":false,\"tool_choice\":\"none\"", "tool_choice", "{\"type\":\"none\"}")]
    [InlineData("\"parallel_tool_calls\":true", "tool_choice", null)]
    [InlineData("\"response_format\":{\"type\":\"text\"}", "output_config", null)]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\"}}}", "output_config", "{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}")]
    public void A_setting_of_chat_is_said_in_messages(string member, string name, string? expected) => Assert.Equal(expected, Spoken.Text(Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith(member))[name]));

    [Theory]
    [InlineData("\"temperature\":1.0", "temperature", "1.0")]
    [InlineData("\"top_p\":0.5", "top_p", "0.5")]
    [InlineData("", "max_completion_tokens", "2000")]
    [InlineData("\"stop_sequences\":[\"a\"]", "stop", "[\"a\"]")]
    [InlineData("\"stream\":true", "stream_options", "{\"include_usage\":true}")]
    [InlineData("\"metadata\":{\"user_id\":\"u-1\"}", "user", "\"u-1\"")]
    [InlineData(MessagesTool + "\"tool_choice\":{\"type\":\"auto\"}", "tool_choice", "\"auto\"")]
    [InlineData(MessagesTool + "\"tool_choice\":{\"type\":\"none\"}", "tool_choice", "\"none\"")]
    [InlineData(MessagesTool + "\"tool_choice\":{\"type\":\"any\"}", "tool_choice", "\"required\"")]
    [InlineData(MessagesTool + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}", "tool_choice", "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}")]
    [InlineData(MessagesTool + "\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}", "parallel_tool_calls", "false")]
    [InlineData("\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}", "parallel_tool_calls", null)] // OpenAI takes it with tools only
    [InlineData("\"tool_choice\":{\"type\":\"auto\"}", "tool_choice", null)]
    [InlineData("\"output_format\":{\"type\":\"json_schema\",\"schema\":{}}", "response_format", "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"schema\":{},\"strict\":true}}")]
    [InlineData("\"mcp_servers\":[]", "mcp_servers", null)]
    public void A_setting_of_messages_is_said_in_chat(string member, string name, string? expected) => Assert.Equal(expected, Spoken.Text(Spoken.Request(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith(member))[name]));

    [Theory]
    [InlineData("\"metadata\":{\"a\":\"b\"}", "metadata")]
    [InlineData("\"store\":false", "store")]
    [InlineData("\"prompt_cache_key\":\"k\"", "prompt_cache_key")]
    [InlineData("\"prompt_cache_retention\":\"24h\"", "prompt_cache_retention")]
    [InlineData("\"prediction\":{\"type\":\"content\",\"content\":\"x\"}", "prediction")]
    [InlineData("\"service_tier\":\"flex\"", "service_tier")]
    [InlineData("\"verbosity\":\"low\"", "verbosity")]
    [InlineData("\"user\":\"u\",\"safety_identifier\":\"s\"", "user")]
    [InlineData("\"safety_identifier\":\"s\",\"user\":\"u\"", "user")]
    public void What_changes_nothing_in_the_answer_is_left_out_of_messages_and_told(string member, string told)
    {
        Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith(member), out var leftOut);
        Assert.Equal([told], leftOut);
    }

    [Theory]
    [InlineData("\"cache_control\":{\"type\":\"ephemeral\"}", "cache_control")]
    [InlineData("\"service_tier\":\"standard_only\"", "service_tier")]
    [InlineData("\"speed\":\"fast\"", "speed")]
    [InlineData("\"diagnostics\":{}", "diagnostics")]
    [InlineData("\"context_management\":{\"edits\":[]}", "context_management")]
    [InlineData("\"output_config\":{\"task_budget\":{\"type\":\"tokens\",\"total\":9}}", "task_budget")]
    [InlineData("\"thinking\":{\"type\":\"disabled\"},\"output_config\":{\"effort\":\"high\"}", "effort")]
    [InlineData("\"system\":[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"type\":\"ephemeral\"}}]", "cache_control")]
    public void What_changes_nothing_in_the_answer_is_left_out_of_chat_and_told(string member, string told)
    {
        Spoken.Request(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith(member), out var leftOut);
        Assert.Equal([told], leftOut);
    }

    [Fact]
    public void A_name_too_long_for_OpenAI_is_left_out_and_told()
    {
        var written = Spoken.Request(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith($"\"metadata\":{{\"user_id\":\"{new string('u', 65)}\"}}"), out var leftOut);
        Assert.Equal((false, "user"), (written.ContainsKey("user"), Assert.Single(leftOut)));
        Assert.Equal(new string('u', 64), Spoken.Request(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith($"\"metadata\":{{\"user_id\":\"{new string('u', 64)}\"}}"))["user"]!.GetValue<string>());
    }

    [Fact]
    public void A_compatible_server_gets_the_older_name_of_the_cap()
    {
        var written = Spoken.Request(Spoken.Messages, Spoken.CompatibleChat, Spoken.MessagesWith(""));
        Assert.Equal((2000, false), (written["max_tokens"]!.GetValue<int>(), written.ContainsKey("max_completion_tokens")));
    }

    [Theory]
    [InlineData("claude-opus-4-7", false)]
    [InlineData("claude-sonnet-5", false)]
    [InlineData("anthropic.claude-mythos-5", false)]
    [InlineData("claude-opus-4-6", true)]
    [InlineData("claude-haiku-4-5@20251001", true)]
    [InlineData("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", true)]
    [InlineData("our-deployment", true)]
    public void Sampling_is_left_out_and_told_where_the_vendor_has_withdrawn_it(string model, bool isTaken)
    {
        var written = Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith("\"temperature\":0,\"top_p\":0.9"), out var leftOut, model);
        Assert.Equal((isTaken, isTaken), (written.ContainsKey("temperature"), written.ContainsKey("top_p")));
        Assert.Equal(isTaken ? [] : ["temperature", "top_p"], leftOut);
    }

    [Fact]
    public void The_model_is_that_of_the_upstream()
    {
        Assert.Equal("there", Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith(""), "there")["model"]!.GetValue<string>());
        Assert.Equal("there", Spoken.Request(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith(""), "there")["model"]!.GetValue<string>());
    }

    [Fact]
    public void A_tool_without_arguments_gets_an_empty_schema_where_one_is_demanded()
    {
        var tool = Assert.Single(Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith(ChatTool.TrimEnd(',')))["tools"]!.AsArray());
        Assert.Equal("""{"name":"f","input_schema":{"type":"object","properties":{}}}""", Spoken.Text(tool));
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", null)] // it is what happens anyway, and compatible servers do not know the word
    public void A_tool_is_strict_in_messages_only_if_it_is_so_in_chat(string strict, string? expected) =>
        Assert.Equal(expected, Spoken.Text(Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith($"\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"f\",\"strict\":{strict}}}}}]"))["tools"]![0]!["strict"]));

    [Fact]
    public void A_schema_keeps_its_words_and_numbers()
    {
        const string Schema = """{"type":"object","$defs":{"ü":{"minimum":1.50}},"properties":{"a":{"$ref":"#/$defs/ü"}}}""";
        var chat = Spoken.Request(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith($"\"tools\":[{{\"name\":\"f\",\"input_schema\":{Schema}}}]"));
        Assert.Equal(JsonNode.Parse(Schema)!.ToJsonString(), chat["tools"]![0]!["function"]!["parameters"]!.ToJsonString());
        Assert.Contains("1.50", chat.ToJsonString(), StringComparison.Ordinal);
    }
}
