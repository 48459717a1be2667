using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Providers.Translation;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Streams of one dialect in the other.</summary>
public sealed class StreamTests
{
    private static readonly AnswerFrame Frame = new("req-7", "asked", DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), WantsUsage: false, IsArray: false);

    [Fact]
    public void Blocks_of_messages_never_overlap_however_the_calls_of_chat_come()
    {
        var events = ToMessages(
            Delta("\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\"\"}}]"),
            Delta("\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]"),
            Delta("\"content\":\"Meanwhile.\""),
            Delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]"),
            Delta("\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]"),
            Delta("", "tool_calls"));
        Assert.Equal(
            ["message_start", "start 0 tool_use", "delta 0 {\"x\"", "delta 0 :1}", "stop 0", "start 1 tool_use", "delta 1 {}", "stop 1", "start 2 text", "delta 2 Meanwhile.", "stop 2", "message_delta tool_use", "message_stop"],
            events.Select(Told));
    }

    [Fact]
    public void A_kind_of_words_ends_where_the_next_begins()
    {
        var events = ToMessages(Delta("\"reasoning\":\"Hm\""), Delta("\"reasoning\":\".\""), Delta("\"content\":\"Yes\""), Delta("\"content\":\"\""), Delta("\"refusal\":\"No\""), Delta("", "stop"));
        Assert.Equal(
            ["message_start", "start 0 thinking", "delta 0 Hm", "delta 0 .", "stop 0", "start 1 text", "delta 1 Yes", "stop 1", "start 2 text", "delta 2 No", "stop 2", "message_delta refusal", "message_stop"],
            events.Select(Told));
    }

    [Fact]
    public void Calls_without_an_index_or_all_with_the_same_are_told_apart()
    {
        var without = ToMessages(Delta("\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]"), Delta("\"tool_calls\":[{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]"), Delta("", "stop"));
        var same = ToMessages(Delta("\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]"), Delta("\"tool_calls\":[{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]"), Delta("", "stop"));
        Assert.All([without, same], static events => Assert.Equal(
            ["message_start", "start 0 tool_use", "delta 0 {}", "stop 0", "start 1 tool_use", "delta 1 {}", "stop 1", "message_delta tool_use", "message_stop"],
            events.Select(Told)));
    }

    [Fact]
    public void Usage_that_comes_after_the_end_of_a_chat_answer_is_told_in_messages()
    {
        var events = ToMessages(Delta("\"content\":\"x\"", "stop"), """{"id":"c","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":10}}}""");
        var usage = events.Single(static e => e["type"]!.GetValue<string>() == "message_delta")["usage"]!;
        Assert.Equal((20, 10, 20), (usage["input_tokens"]!.GetValue<int>(), usage["cache_read_input_tokens"]!.GetValue<int>(), usage["output_tokens"]!.GetValue<int>()));
    }

    [Fact]
    public void A_stream_that_ends_without_a_reason_still_ends_in_messages() =>
        Assert.Equal(["message_start", "start 0 text", "delta 0 x", "stop 0", "message_delta end_turn", "message_stop"], ToMessages(Delta("\"content\":\"x\"")).Select(Told));

    [Fact]
    public void An_empty_stream_is_an_empty_answer()
    {
        Assert.Equal(["message_start", "message_delta end_turn", "message_stop"], ToMessages().Select(Told));
        Assert.Equal("data: [DONE]\n\n", TranslatedStreams.Translate("", Spoken.Messages, Spoken.Chat, Frame)[^14..]);
    }

    [Fact]
    public void Nothing_follows_a_failure()
    {
        var events = ToMessages(Delta("\"content\":\"x\""), """{"error":{"message":"m","type":"server_error"}}""", Delta("\"content\":\"y\"", "stop"));
        Assert.Equal("error", events[^1]["type"]!.GetValue<string>());
        Assert.DoesNotContain(events, static e => e["delta"]?["text"]?.GetValue<string>() == "y");
    }

    [Fact]
    public void Usage_is_told_in_chat_only_to_those_who_ask()
    {
        const string Stream = """
            data: {"type":"message_start","message":{"id":"m","model":"x","usage":{"input_tokens":3,"output_tokens":1}}}
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}
            data: {"type":"message_stop"}
            """;
        Assert.DoesNotContain("usage", TranslatedStreams.Translate(Stream, Spoken.Messages, Spoken.Chat, Frame), StringComparison.Ordinal);
        var last = TranslatedStreams.DataOf(TranslatedStreams.Translate(Stream, Spoken.Messages, Spoken.Chat, Frame with { WantsUsage = true })).Last();
        Assert.Equal("""{"prompt_tokens":3,"completion_tokens":9,"total_tokens":12}""", Spoken.Text(Only(JsonNode.Parse(last)!["usage"]!, "prompt_tokens", "completion_tokens", "total_tokens")));
    }

    [Fact]
    public void Each_choice_of_chat_begins_with_its_role_and_counts_its_own_calls()
    {
        var sink = Spoken.Chat.WriteStream(Frame);
        var output = new ArrayBufferWriter<byte>();
        foreach (var step in (AnswerEvent[])[
            new AnswerStarted("id", "m", 5), new PartStarted(0, 0, new ToolCallPart("a", "f", "")), new PartDelta(0, 0, "{}"), new PartEnded(0, 0), new PartStarted(1, 0, new ToolCallPart("b", "f", "")), new PartEnded(1, 0),
            new PartStarted(0, 1, new ToolCallPart("c", "f", "")), new PartEnded(0, 1), new ChoiceEnded(0, StopReason.ToolCalls), new ChoiceEnded(1, StopReason.ToolCalls), new AnswerEnded()]) sink.Write(step, output);
        var chunks = TranslatedStreams.DataOf(Encoding.UTF8.GetString(output.WrittenSpan)).Select(static d => JsonNode.Parse(d)!["choices"]![0]!).ToList();
        Assert.Equal([0, 1], chunks.Where(static c => c["delta"]!["role"] is not null).Select(static c => c["index"]!.GetValue<int>()));
        Assert.Equal([(0, 0, "a"), (1, 0, "b"), (0, 1, "c")], chunks.Where(static c => c["delta"]!["tool_calls"]?[0]?["id"] is not null)
            .Select(static c => (c["index"]!.GetValue<int>(), c["delta"]!["tool_calls"]![0]!["index"]!.GetValue<int>(), c["delta"]!["tool_calls"]![0]!["id"]!.GetValue<string>())));
    }

    [Fact]
    public void A_signature_closes_its_thoughts_in_messages()
    {
        var sink = Spoken.Messages.WriteStream(Frame);
        var output = new ArrayBufferWriter<byte>();
        foreach (var step in (AnswerEvent[])[new AnswerStarted("id", "m", 5), new PartStarted(0, 0, new ReasoningPart("", null)), new PartDelta(0, 0, "Hm"), new PartEnded(0, 0, "sig"), new ChoiceEnded(0, StopReason.Completed), new AnswerEnded()]) sink.Write(step, output);
        Assert.Contains("""{"type":"signature_delta","signature":"sig"}""", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"a","name":"web_search","input":{}}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"brand_new_delta","x":"y"}}""")]
    public void Content_of_messages_that_cannot_be_said_in_chat_is_refused(string data) => Assert.Throws<UntranslatableException>(() => TranslatedStreams.Read("data: " + data, Spoken.Messages));

    [Fact]
    public void Whole_arguments_at_the_start_of_a_block_are_not_lost()
    {
        const string Stream = """
            data: {"type":"message_start","message":{"id":"m"}}
            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{"x":1}}}
            data: {"type":"content_block_stop","index":0}
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}
            """;
        var steps = TranslatedStreams.Read(Stream, Spoken.Messages);
        Assert.Contains(new PartDelta(0, 0, """{"x":1}"""), steps);
        Assert.Contains(new ChoiceEnded(0, StopReason.ToolCalls), steps); // some compatible servers say end_turn all the same
    }

    private static string Delta(string members, string? finish = null) =>
        $$"""{"id":"c","created":5,"model":"m","choices":[{"index":0,"delta":{ {{members}} },"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}} }]}""";

    private static List<JsonNode> ToMessages(params string[] chunks) =>
        [.. TranslatedStreams.DataOf(TranslatedStreams.Translate(string.Concat(chunks.Select(static c => "data: " + c + "\n\n")), Spoken.Chat, Spoken.Messages, Frame)).Select(static d => JsonNode.Parse(d)!)];

    private static string Told(JsonNode e) => e["type"]!.GetValue<string>() switch
    {
        "content_block_start" => $"start {e["index"]} {e["content_block"]!["type"]}",
        "content_block_delta" => $"delta {e["index"]} {e["delta"]!["text"] ?? e["delta"]!["thinking"] ?? e["delta"]!["partial_json"]}",
        "content_block_stop" => $"stop {e["index"]}",
        "message_delta" => $"message_delta {e["delta"]!["stop_reason"]}",
        var type => type,
    };

    private static JsonObject Only(JsonNode node, params string[] names)
    {
        var picked = new JsonObject();
        foreach (var name in names) picked[name] = node[name]!.DeepClone();
        return picked;
    }
}
