using System.ClientModel;
using System.Text;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

/// <summary>The fake that restore tests rely on must itself be right: whatever the split, the echo is the text.</summary>
public sealed class EchoUpstreamTests
{
    private const string Text = "Grüße an ‹PERSON_1›, \"quoted\" \\ and 🙂🙂 done";

    [Theory]
    [InlineData(new int[0], new int[0], false)]
    [InlineData(new[] { 1 }, new[] { 1 }, false)]
    [InlineData(new[] { 3, 1 }, new[] { 7, 2 }, true)]
    public async Task An_official_client_reads_text_and_tool_call_of_a_stream(int[] deltas, int[] pieces, bool escaped)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Reply = EchoUpstream.Reply(deltas, pieces, escaped);
        var client = new ChatClient("m", new ApiKeyCredential("sk-any"), new OpenAIClientOptions { Endpoint = new Uri(upstream.Address, "/v1") });
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("f", "does f", BinaryData.FromString("""{"type":"object"}""")) } };
        var (text, arguments) = (new StringBuilder(), new StringBuilder());
        await foreach (var update in client.CompleteChatStreamingAsync([ChatMessage.CreateUserMessage(Text)], options))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            foreach (var call in update.ToolCallUpdates) arguments.Append(call.FunctionArgumentsUpdate);
        }

        Assert.Equal((Text, Text), (text.ToString(), JsonNode.Parse(arguments.ToString())!["text"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("/messages", """{"stream":true,"tools":[{"name":"f"}],"messages":[{"role":"user","content":[{"type":"text","text":TEXT}]}]}""", DialectId.AnthropicMessages, "delta.text", "delta.partial_json")]
    [InlineData("/responses", """{"stream":true,"tools":[{"type":"function","name":"f"}],"input":TEXT}""", DialectId.OpenAIResponses, "delta", "delta")]
    [InlineData("/models/m:streamGenerateContent?alt=sse", """{"contents":[{"role":"user","parts":[{"text":TEXT}]}]}""", DialectId.Gemini, "candidates.0.content.parts.0.text", null)]
    public async Task Deltas_of_the_other_dialects_add_up(string path, string body, DialectId dialect, string textPath, string? argumentsPath)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = EchoUpstream.Reply([2, 5], [3, 11]);
        var request = body.Replace("TEXT", JsonValue.Create(Text)!.ToJsonString(), StringComparison.Ordinal);
        var (sse, fault) = await TransportHarness.ReadAsync(await harness.ReplyAsync(harness.Request(request, path, dialect)));
        Assert.Null(fault);
        var events = sse.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!).ToList();
        Assert.Equal(Text, string.Concat(events.Where(item => item["type"]?.GetValue<string>().Contains("arguments", StringComparison.Ordinal) is not true).Select(item => At(item, textPath))));
        if (argumentsPath is null) return;
        var arguments = string.Concat(events.Where(item => item["type"]?.GetValue<string>().Contains("text", StringComparison.Ordinal) is not true).Select(item => At(item, argumentsPath)));
        Assert.Equal(Text, JsonNode.Parse(arguments)!["text"]!.GetValue<string>());
    }

    private static string? At(JsonNode node, string path)
    {
        JsonNode? at = node;
        foreach (var step in path.Split('.')) at = int.TryParse(step, out var index) ? (at as JsonArray)?[index] : (at as JsonObject)?[step];
        return (at as JsonValue)?.GetValue<string>();
    }
}
