using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Testing;

/// <summary>Answers in every dialect with the last user text it saw; if tools are offered, with a call as well whose argument <c>text</c> is that text.</summary>
public static class EchoUpstream
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="deltas">Lengths, in UTF-16 units, of the deltas of a stream, over and over; empty sends one delta.</param>
    /// <param name="pieces">Lengths, in bytes, of the network writes, over and over; empty sends everything at once.</param>
    /// <param name="escaped">True writes every character that is not ASCII as an escape, as many providers do.</param>
    public static Func<UpstreamExchange, Task> Reply(int[]? deltas = null, int[]? pieces = null, bool escaped = false) => exchange =>
    {
        var path = exchange.Request.Path;
        var request = exchange.Request.Json;
        var text = LastText(request);
        var tool = ToolName(request);
        var options = escaped ? JsonSerializerOptions.Default : Relaxed;
        var isStream = request["stream"]?.GetValue<bool>() is true || path.EndsWith(":streamGenerateContent", StringComparison.Ordinal);
        var arguments = new JsonObject { ["text"] = text }.ToJsonString(options);
        string[] texts = isStream ? Cut(text, deltas ?? []) : [text];
        string[] calls = tool is null ? [] : isStream ? Cut(arguments, deltas ?? []) : [arguments];
        IEnumerable<JsonObject> events =
            path.EndsWith("/messages", StringComparison.Ordinal) ? Messages(isStream, texts, calls, tool)
            : path.EndsWith("/responses", StringComparison.Ordinal) ? Responses(isStream, texts, calls, tool, text, arguments)
            : path.Contains("enerateContent", StringComparison.Ordinal) ? Gemini(texts, tool, text)
            : Chat(isStream, texts, calls, tool);
        if (!isStream) return exchange.JsonAsync(events.Single().ToJsonString(options));

        var sse = new StringBuilder();
        foreach (var item in events)
        {
            if (item["type"] is { } type) sse.Append("event: ").Append(type).Append('\n');
            sse.Append("data: ").Append(item.ToJsonString(options)).Append("\n\n");
        }

        if (path.EndsWith("/chat/completions", StringComparison.Ordinal)) sse.Append("data: [DONE]\n\n");
        return exchange.StreamAsync(sse.ToString(), pieces ?? []);
    };

    /// <summary>The last text with the role user, in whichever dialect.</summary>
    public static string LastText(JsonNode request)
    {
        if (request["input"] is JsonValue input) return input.GetValue<string>();
        var messages = (request["messages"] ?? request["input"] ?? request["contents"])!.AsArray();
        var last = messages.Last(message => message!["role"]?.GetValue<string>() is null or "user")!;
        return TextOf(last["content"] ?? last["parts"]);
    }

    private static string TextOf(JsonNode? node) => node switch
    {
        JsonValue value => value.GetValue<string>(),
        JsonArray array => string.Concat(array.Select(TextOf)),
        JsonObject item => TextOf(item["text"] ?? item["content"]),
        _ => "",
    };

    private static string? ToolName(JsonNode request)
    {
        if (request["tools"] is not JsonArray { Count: > 0 } tools) return null;
        var tool = tools[0]!;
        return (tool["function"]?["name"] ?? tool["name"] ?? tool["functionDeclarations"]?[0]?["name"])?.GetValue<string>();
    }

    // Never inside a surrogate pair: half a character is no JSON text, and no provider sends it.
    private static string[] Cut(string text, int[] lengths)
    {
        var parts = new List<string>();
        for (int start = 0, i = 0; start < text.Length; i++)
        {
            var end = lengths.Length == 0 ? text.Length : Math.Min(text.Length, start + Math.Max(1, lengths[i % lengths.Length]));
            if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
            parts.Add(text[start..end]);
            start = end;
        }

        return [.. parts];
    }

    private static IEnumerable<JsonObject> Chat(bool isStream, string[] texts, string[] calls, string? tool)
    {
        const string Id = "chatcmpl-echo";
        var finish = tool is null ? "stop" : "tool_calls";
        if (!isStream)
        {
            var message = new JsonObject { ["role"] = "assistant", ["content"] = texts[0] };
            if (tool is not null) message["tool_calls"] = new JsonArray(new JsonObject { ["id"] = "call_1", ["type"] = "function", ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = calls[0] } });
            yield return new JsonObject
            {
                ["id"] = Id, ["object"] = "chat.completion", ["created"] = 1, ["model"] = "echo",
                ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish }),
                ["usage"] = new JsonObject { ["prompt_tokens"] = 11, ["completion_tokens"] = 7, ["total_tokens"] = 18 },
            };
            yield break;
        }

        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null);
        foreach (var text in texts) yield return Chunk(new JsonObject { ["content"] = text }, null);
        if (tool is not null) yield return Chunk(Call(new JsonObject { ["name"] = tool, ["arguments"] = "" }, "call_1"), null);
        foreach (var call in calls) yield return Chunk(Call(new JsonObject { ["arguments"] = call }, null), null);
        yield return Chunk([], finish);
        yield return new JsonObject { ["id"] = Id, ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = "echo", ["choices"] = new JsonArray(), ["usage"] = new JsonObject { ["prompt_tokens"] = 11, ["completion_tokens"] = 7, ["total_tokens"] = 18 } };

        static JsonObject Call(JsonObject function, string? id)
        {
            var call = new JsonObject { ["index"] = 0, ["function"] = function };
            if (id is not null) (call["id"], call["type"]) = (id, "function");
            return new JsonObject { ["tool_calls"] = new JsonArray(call) };
        }

        static JsonObject Chunk(JsonObject delta, string? finish) => new()
        {
            ["id"] = Id, ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = "echo",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
        };
    }

    private static IEnumerable<JsonObject> Messages(bool isStream, string[] texts, string[] calls, string? tool)
    {
        var reason = tool is null ? "end_turn" : "tool_use";
        var usage = new JsonObject { ["input_tokens"] = 11, ["output_tokens"] = 7 };
        if (!isStream)
        {
            var content = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = texts[0] });
            if (tool is not null) content.Add(new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_1", ["name"] = tool, ["input"] = JsonNode.Parse(calls[0]) });
            yield return Message(content, reason, usage);
            yield break;
        }

        yield return new JsonObject { ["type"] = "message_start", ["message"] = Message([], null, new JsonObject { ["input_tokens"] = 11, ["output_tokens"] = 1 }) };
        yield return new JsonObject { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } };
        foreach (var text in texts) yield return new JsonObject { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = text } };
        yield return new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 };
        if (tool is not null)
        {
            yield return new JsonObject { ["type"] = "content_block_start", ["index"] = 1, ["content_block"] = new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_1", ["name"] = tool, ["input"] = new JsonObject() } };
            foreach (var call in calls) yield return new JsonObject { ["type"] = "content_block_delta", ["index"] = 1, ["delta"] = new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = call } };
            yield return new JsonObject { ["type"] = "content_block_stop", ["index"] = 1 };
        }

        yield return new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = reason, ["stop_sequence"] = null }, ["usage"] = new JsonObject { ["output_tokens"] = 7 } };
        yield return new JsonObject { ["type"] = "message_stop" };

        static JsonObject Message(JsonArray content, string? reason, JsonObject usage) => new()
        {
            ["id"] = "msg_echo", ["type"] = "message", ["role"] = "assistant", ["model"] = "echo", ["content"] = content, ["stop_reason"] = reason, ["stop_sequence"] = null, ["usage"] = usage,
        };
    }

    private static IEnumerable<JsonObject> Responses(bool isStream, string[] texts, string[] calls, string? tool, string text, string arguments)
    {
        if (!isStream)
        {
            yield return Response("completed");
            yield break;
        }

        var sequence = 0;
        yield return Event("response.created", new JsonObject { ["response"] = Response("in_progress") });
        yield return Event("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Text("in_progress", "") });
        yield return Event("response.content_part.added", new JsonObject { ["item_id"] = "msg_1", ["output_index"] = 0, ["content_index"] = 0, ["part"] = Part("") });
        foreach (var piece in texts) yield return Event("response.output_text.delta", new JsonObject { ["item_id"] = "msg_1", ["output_index"] = 0, ["content_index"] = 0, ["delta"] = piece, ["logprobs"] = new JsonArray() });
        yield return Event("response.output_text.done", new JsonObject { ["item_id"] = "msg_1", ["output_index"] = 0, ["content_index"] = 0, ["text"] = text, ["logprobs"] = new JsonArray() });
        yield return Event("response.content_part.done", new JsonObject { ["item_id"] = "msg_1", ["output_index"] = 0, ["content_index"] = 0, ["part"] = Part(text) });
        yield return Event("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = Text("completed", text) });
        if (tool is not null)
        {
            yield return Event("response.output_item.added", new JsonObject { ["output_index"] = 1, ["item"] = Call("in_progress", "") });
            foreach (var piece in calls) yield return Event("response.function_call_arguments.delta", new JsonObject { ["item_id"] = "fc_1", ["output_index"] = 1, ["delta"] = piece });
            yield return Event("response.function_call_arguments.done", new JsonObject { ["item_id"] = "fc_1", ["output_index"] = 1, ["name"] = tool, ["arguments"] = arguments });
            yield return Event("response.output_item.done", new JsonObject { ["output_index"] = 1, ["item"] = Call("completed", arguments) });
        }

        yield return Event("response.completed", new JsonObject { ["response"] = Response("completed") });

        JsonObject Event(string type, JsonObject rest)
        {
            var item = new JsonObject { ["type"] = type, ["sequence_number"] = sequence++ };
            foreach (var (name, value) in rest.ToList())
            {
                rest.Remove(name);
                item[name] = value;
            }

            return item;
        }

        JsonObject Response(string status)
        {
            var output = new JsonArray();
            if (status is "completed")
            {
                output.Add(Text(status, text));
                if (tool is not null) output.Add(Call(status, arguments));
            }

            return new JsonObject
            {
                ["id"] = "resp_echo", ["object"] = "response", ["created_at"] = 1, ["status"] = status, ["model"] = "echo", ["output"] = output,
                ["usage"] = status is "completed" ? new JsonObject { ["input_tokens"] = 11, ["output_tokens"] = 7, ["total_tokens"] = 18 } : null,
            };
        }

        static JsonObject Part(string text) => new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() };
        static JsonObject Text(string status, string text) => new() { ["id"] = "msg_1", ["type"] = "message", ["status"] = status, ["role"] = "assistant", ["content"] = status is "completed" ? new JsonArray(Part(text)) : [] };
        JsonObject Call(string status, string arguments) => new() { ["id"] = "fc_1", ["type"] = "function_call", ["status"] = status, ["call_id"] = "call_1", ["name"] = tool, ["arguments"] = arguments };
    }

    private static IEnumerable<JsonObject> Gemini(string[] texts, string? tool, string text)
    {
        var count = Math.Max(1, texts.Length);
        for (var i = 0; i < count; i++)
        {
            var isLast = i == count - 1;
            var parts = new JsonArray(new JsonObject { ["text"] = texts.Length == 0 ? "" : texts[i] });
            if (isLast && tool is not null) parts.Add(new JsonObject { ["functionCall"] = new JsonObject { ["name"] = tool, ["args"] = new JsonObject { ["text"] = text } } });
            var candidate = new JsonObject { ["content"] = new JsonObject { ["parts"] = parts, ["role"] = "model" }, ["index"] = 0 };
            if (isLast) candidate["finishReason"] = "STOP";
            yield return new JsonObject
            {
                ["candidates"] = new JsonArray(candidate),
                ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = 11, ["candidatesTokenCount"] = 7, ["totalTokenCount"] = 18 },
                ["modelVersion"] = "echo",
            };
        }
    }
}
