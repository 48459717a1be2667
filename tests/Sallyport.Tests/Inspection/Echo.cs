using System.Text;

namespace Sallyport.Tests.Inspection;

/// <summary>Answers that repeat what the upstream saw, cut anywhere.</summary>
/// <param name="text">Text to repeat, masked.</param>
/// <param name="json">JSON text that repeats it, for tool-call arguments and JSON mode.</param>
internal sealed class Echo(string text, string json, Random random)
{
    private readonly PlainJson.Style _style = (PlainJson.Style)random.Next(3);
    private readonly string _line = random.Next(3) == 0 ? "\r\n" : "\n";
    private readonly StringBuilder _stream = new();

    /// <summary>What thoughts say, and their signature.</summary>
    public const string Thought = "I must not name anybody here. \"Quoted\" \\ é 🙂", Signature = "EqQBCkYIARgCKkDk+/==";

    /// <summary>Chat completions: several choices, each with reasoning, text and two tool calls, in any order of arrival.</summary>
    public byte[] ChatStream(int choices, bool isJson)
    {
        var waiting = Enumerable.Range(0, choices).Select(i => new Queue<string>(Choice(i, isJson))).ToList();
        while (waiting.Count > 0)
        {
            var next = waiting[random.Next(waiting.Count)];
            if (random.Next(12) == 0) _stream.Append(": keep-alive").Append(_line).Append(_line);
            Data("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[" + next.Dequeue() + "]}");
            if (next.Count == 0) waiting.Remove(next);
        }

        Data("{\"id\":\"chatcmpl-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");
        Data("[DONE]");
        return Bytes();
    }

    /// <summary>A chat completion in one piece.</summary>
    public byte[] Chat(bool isJson) => Encoding.UTF8.GetBytes(
        "{\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" + Quote(isJson ? json : text) + ",\"new_field\":" + Quote(text)
        + ",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":" + Quote(json) + "}}]},\"finish_reason\":\"stop\"}]}");

    /// <summary>The Responses API: a reasoning item, a text, and two function calls whose arguments may alternate.</summary>
    public byte[] ResponsesStream()
    {
        Typed("response.created", "\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"output\":[]}");
        foreach (var piece in Cut(text)) Typed("response.output_text.delta", "\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,\"delta\":" + Quote(piece));
        Typed("response.output_text.done", "\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,\"text\":" + Quote(text));
        foreach (var (call, piece) in Alternate(Cut(json), Cut(json))) Typed("response.function_call_arguments.delta", $"\"item_id\":\"f{call}\",\"output_index\":{call + 1},\"delta\":" + Quote(piece));
        for (var call = 0; call < 2; call++) Typed("response.function_call_arguments.done", $"\"item_id\":\"f{call}\",\"output_index\":{call + 1},\"arguments\":" + Quote(json));
        Typed("response.completed", "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"id\":\"m\",\"content\":[{\"type\":\"output_text\",\"text\":" + Quote(text)
            + "}]},{\"type\":\"function_call\",\"id\":\"f0\",\"name\":\"f\",\"arguments\":" + Quote(json) + "}]}");
        return Bytes();
    }

    /// <summary>The Messages API: a thinking block with its signature, a text block, and two tool calls.</summary>
    public byte[] MessagesStream()
    {
        Typed("message_start", "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}");
        Block(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}", [.. Cut(Thought).Select(p => "{\"type\":\"thinking_delta\",\"thinking\":" + Quote(p) + "}"), "{\"type\":\"signature_delta\",\"signature\":\"" + Signature + "\"}"]);
        Block(1, "{\"type\":\"text\",\"text\":\"\"}", Cut(text).Select(p => "{\"type\":\"text_delta\",\"text\":" + Quote(p) + "}"));
        for (var call = 0; call < 2; call++) Block(2 + call, "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}", Cut(json).Select(p => "{\"type\":\"input_json_delta\",\"partial_json\":" + Quote(p) + "}"));
        Typed("message_delta", "\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":9}");
        Typed("message_stop", null);
        return Bytes();
    }

    /// <summary>A message in one piece.</summary>
    public byte[] Messages() => Encoding.UTF8.GetBytes(
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":" + Quote(Thought) + ",\"signature\":\"" + Signature + "\"},{\"type\":\"text\",\"text\":" + Quote(text)
        + "},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":" + json + "}],\"stop_reason\":\"tool_use\"}");

    /// <summary>Gemini: thoughts, then text in parts, then a function call, as events or as one array.</summary>
    public byte[] GeminiStream(bool isArray)
    {
        List<string> parts = [.. Cut(Thought).Select(p => "{\"text\":" + Quote(p) + ",\"thought\":true}"), .. Cut(text).Select(p => "{\"text\":" + Quote(p) + "}"), "{\"functionCall\":{\"name\":\"f\",\"args\":" + json + "},\"thoughtSignature\":\"" + Signature + "\"}"];
        var elements = new List<string>();
        for (var i = 0; i < parts.Count;)
        {
            var count = Math.Min(parts.Count - i, 1 + random.Next(2));
            elements.Add("{\"candidates\":[{\"content\":{\"parts\":[" + string.Join(',', parts.Skip(i).Take(count)) + "],\"role\":\"model\"},\"index\":0" + (i + count == parts.Count ? ",\"finishReason\":\"STOP\"" : "") + "}],\"modelVersion\":\"m\"}");
            i += count;
        }

        if (isArray) return Encoding.UTF8.GetBytes("[" + string.Join(random.Next(2) == 0 ? "," : ",\r\n", elements) + "\n]\n");
        foreach (var element in elements) Data(element);
        return Bytes();
    }

    /// <summary>Lengths of what arrives at once.</summary>
    public int[] Pieces() => random.Next(4) switch
    {
        0 => [1],
        1 => [1 + random.Next(40)],
        2 => [.. Enumerable.Range(0, 7).Select(_ => 1 + random.Next(60))],
        _ => [100_000],
    };

    private IEnumerable<string> Choice(int index, bool isJson)
    {
        var head = "{\"index\":" + index + ",\"delta\":{";
        yield return head + "\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}";
        foreach (var piece in Cut(Thought)) yield return head + "\"reasoning_content\":" + Quote(piece) + "}}";
        foreach (var piece in Cut(isJson ? json : text)) yield return head + "\"content\":" + Quote(piece) + "}}";
        yield return head + "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}},{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}";
        foreach (var (call, piece) in Alternate(Cut(json), Cut(json))) yield return head + $"\"tool_calls\":[{{\"index\":{call},\"function\":{{\"arguments\":{Quote(piece)}}}}}]}}}}";
        yield return head + "},\"finish_reason\":\"tool_calls\"}";
    }

    // Two calls side by side: one after the other, or by turns.
    private IEnumerable<(int Call, string Piece)> Alternate(string[] first, string[] second)
    {
        if (random.Next(2) == 0) return [.. first.Select(p => (0, p)), .. second.Select(p => (1, p))];
        var all = new List<(int, string)>();
        for (var i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            if (i < first.Length) all.Add((0, first[i]));
            if (i < second.Length) all.Add((1, second[i]));
        }

        return all;
    }

    // Anywhere: inside a surrogate pair, an escape of the JSON text, a placeholder.
    private string[] Cut(string whole)
    {
        var most = random.Next(4) switch { 0 => 1, 1 => 3, 2 => 12, _ => 1_000 };
        var pieces = new List<string>();
        for (var at = 0; at < whole.Length;)
        {
            var length = Math.Min(whole.Length - at, 1 + random.Next(most));
            pieces.Add(whole.Substring(at, length));
            at += length;
        }

        return pieces.Count == 0 ? [""] : [.. pieces];
    }

    private void Block(int index, string block, IEnumerable<string> deltas)
    {
        Typed("content_block_start", $"\"index\":{index},\"content_block\":{block}");
        foreach (var delta in deltas) Typed("content_block_delta", $"\"index\":{index},\"delta\":{delta}");
        Typed("content_block_stop", $"\"index\":{index}");
    }

    private void Typed(string type, string? rest)
    {
        _stream.Append("event: ").Append(type).Append(_line);
        Data("{\"type\":\"" + type + "\"" + (rest is null ? "" : "," + rest) + "}");
    }

    private void Data(string data) => _stream.Append(random.Next(8) == 0 ? "data:" : "data: ").Append(data).Append(_line).Append(_line);

    private string Quote(string piece) => PlainJson.Quote(piece, _style, random);

    private byte[] Bytes() => Encoding.UTF8.GetBytes(_stream.ToString());
}
