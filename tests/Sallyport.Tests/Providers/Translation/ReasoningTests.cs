using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>How much a model thinks, from dialect to dialect.</summary>
public sealed class ReasoningTests
{
    private const string Forced = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"required\"";

    [Theory]
    [InlineData("low", "claude-opus-5", """{"type":"adaptive"}""", """{"effort":"low"}""", 4096 + 2048)]
    [InlineData("minimal", "claude-opus-5", """{"type":"adaptive"}""", """{"effort":"low"}""", 4096 + 1024)]
    [InlineData("xhigh", "claude-opus-4-6", """{"type":"adaptive"}""", """{"effort":"xhigh"}""", 4096 + 32768)]
    [InlineData("high", "claude-sonnet-4-5", """{"type":"enabled","budget_tokens":16384}""", null, 4096 + 16384)]
    [InlineData("medium", "eu.anthropic.claude-haiku-4-5-20251001-v1:0", """{"type":"enabled","budget_tokens":8192}""", null, 4096 + 8192)]
    [InlineData("none", "claude-opus-5", """{"type":"disabled"}""", null, 4096)]
    [InlineData("none", "claude-fable-5", null, """{"effort":"low"}""", 4096 + 16384)]
    public void An_effort_becomes_what_the_model_knows(string effort, string model, string? thinking, string? output, int cap)
    {
        var written = Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith($"\"reasoning_effort\":\"{effort}\""), model);
        Assert.Equal((thinking, output, cap), (Spoken.Text(written["thinking"]), Spoken.Text(written["output_config"]), written["max_tokens"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData(5000, 4999)]
    [InlineData(100_000, 16_384)]
    public void A_budget_stays_below_the_cap_that_the_client_gave(int cap, int budget)
    {
        var written = Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith($"\"reasoning_effort\":\"high\",\"max_completion_tokens\":{cap}"), "claude-sonnet-4-5");
        Assert.Equal((cap, budget), (written["max_tokens"]!.GetValue<int>(), written["thinking"]!["budget_tokens"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData(",\"max_completion_tokens\":1024", "claude-sonnet-4-5", false)] // no room for the least budget
    [InlineData(Forced, "claude-sonnet-4-5", false)]
    [InlineData(Forced, "claude-opus-5", true)]
    [InlineData("", "claude-sonnet-4-5", true)]
    public void Thinking_that_cannot_be_is_left_out_and_told(string more, string model, bool thinks)
    {
        var written = Spoken.Request(Spoken.Chat, Spoken.Messages, Spoken.ChatWith("\"reasoning_effort\":\"high\"" + more), out var leftOut, model);
        Assert.Equal((thinks, !thinks), (written.ContainsKey("thinking"), leftOut.Contains("reasoning_effort")));
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", false)] // Anthropic wants the thoughts of the round back, which chat clients do not keep
    [InlineData("claude-opus-5", true)]
    public void A_round_of_tools_goes_on_without_a_budget(string model, bool thinks)
    {
        const string Body = """
            {"reasoning_effort":"high","messages":[{"role":"user","content":"Go"},
            {"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"x"}],
            "tools":[{"type":"function","function":{"name":"f"}}]}
            """;
        Assert.Equal(thinks, Spoken.Request(Spoken.Chat, Spoken.Messages, Body, model).ContainsKey("thinking"));
    }

    [Fact]
    public void A_compatible_server_gets_a_budget() =>
        Assert.Equal("""{"type":"enabled","budget_tokens":2048}""", Spoken.Text(Spoken.Request(Spoken.Chat, Spoken.CompatibleMessages, Spoken.ChatWith("\"reasoning_effort\":\"low\""), "deepseek-chat")["thinking"]));

    [Theory]
    [InlineData("""{"type":"enabled","budget_tokens":1024}""", "", "low")]
    [InlineData("""{"type":"enabled","budget_tokens":10000}""", "", "medium")]
    [InlineData("""{"type":"enabled","budget_tokens":31999}""", "", "high")]
    [InlineData("""{"type":"adaptive"}""", "", null)]
    [InlineData("""{"type":"adaptive"}""", ",\"output_config\":{\"effort\":\"max\"}", "max")]
    [InlineData("""{"type":"disabled"}""", "", "none")]
    public void Thinking_becomes_an_effort(string thinking, string more, string? effort) =>
        Assert.Equal(effort, Spoken.Request(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith($"\"thinking\":{thinking}{more}"), "gpt-5.2")["reasoning_effort"]?.GetValue<string>());

    [Theory]
    [InlineData("gpt-4o-mini", "high", null, true)]
    [InlineData("openai/gpt-4.1", "high", null, true)]
    [InlineData("mistral-large-latest", "high", null, true)]
    [InlineData("gpt-4o-mini", "none", null, false)]
    [InlineData("o3", "none", "low", false)]
    [InlineData("gpt-5", "none", "minimal", false)]
    [InlineData("gpt-5-mini", "none", "minimal", false)]
    [InlineData("gpt-5.2", "none", "none", false)]
    [InlineData("our-deployment", "high", "high", false)]
    public void A_model_is_asked_for_no_more_thought_than_it_has(string model, string asked, string? written, bool isTold)
    {
        var thinking = asked == "none" ? "\"thinking\":{\"type\":\"disabled\"}" : $"\"thinking\":{{\"type\":\"adaptive\"}},\"output_config\":{{\"effort\":\"{asked}\"}}";
        var request = Spoken.Request(Spoken.Messages, Spoken.Chat, Spoken.MessagesWith(thinking), out var leftOut, model);
        Assert.Equal((written, isTold), (request["reasoning_effort"]?.GetValue<string>(), leftOut.Contains("reasoning_effort")));
    }
}
