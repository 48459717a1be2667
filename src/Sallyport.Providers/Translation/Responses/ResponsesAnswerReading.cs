namespace Sallyport.Providers.Translation.Responses;

/// <summary>Reads an upstream's whole response. Items of tools that the provider ran have no like elsewhere.</summary>
internal static class ResponsesAnswerReading
{
    public static ModelAnswer Read(JsonPlace body)
    {
        var answer = new ModelAnswer { Id = body.Member("id")?.Text(), Model = body.Member("model")?.Text(), CreatedAt = CreatedAt(body) };
        if (body.Member("usage") is { } usage) answer.Usage = ResponsesUsage.Read(usage);
        var parts = new List<Part>();
        foreach (var item in body.Member("output")?.Items() ?? []) ReadItem(item, parts);
        answer.Choices.Add(new AnswerChoice(parts, StopOf(body, parts.Exists(part => part is ToolCallPart), parts.Exists(part => part is RefusalPart))));
        return answer;
    }

    /// <summary>Seconds since 1970; some servers write a fraction.</summary>
    public static long? CreatedAt(JsonPlace response) =>
        response.Member("created_at") is { Value.ValueKind: System.Text.Json.JsonValueKind.Number } at && at.Value.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e12 ? (long)seconds : null;

    /// <exception cref="UntranslatableException">The response failed, or is not done.</exception>
    public static StopReason StopOf(JsonPlace response, bool hasCalls, bool hasRefusal)
    {
        var status = response.Member("status");
        switch (status?.Text())
        {
            case "incomplete" when response.Member("incomplete_details")?.Member("reason")?.Text() is "content_filter":
                return StopReason.ContentFilter;
            case "incomplete":
                return StopReason.Length;
            case "completed" or null:
                return hasCalls ? StopReason.ToolCalls : hasRefusal ? StopReason.ContentFilter : StopReason.Completed;
            case "failed" or "cancelled" or "queued" or "in_progress":
                throw status!.Refusal(status.Text());
            default:
                throw status!.Refusal();
        }
    }

    /// <summary>The words of a reasoning item: its summary, or the thoughts themselves where a server shows them.</summary>
    public static string ThoughtsOf(JsonPlace item)
    {
        var summary = Joined(item.Member("summary"), "\n\n");
        return summary.Length > 0 ? summary : Joined(item.Member("content"), "");

        static string Joined(JsonPlace? list, string between) => string.Join(between, (list?.Items() ?? []).Select(part => part.Member("text")?.Text() ?? ""));
    }

    public static ToolCallPart CallOf(JsonPlace item, string? arguments) => new(
        item.Member("call_id")?.Text() ?? item.Needed("id").Text(),
        item.Needed("name").Text(),
        arguments ?? "");

    /// <summary>Adds what an item of the output says.</summary>
    /// <exception cref="UntranslatableException">The provider ran a tool.</exception>
    public static void ReadItem(JsonPlace item, List<Part> parts)
    {
        var type = item.Member("type") ?? throw item.Refusal();
        switch (type.Text())
        {
            case "message":
                foreach (var part in item.Member("content")?.Items() ?? [])
                {
                    parts.Add(part.Member("type")?.Text() switch
                    {
                        "output_text" => new TextPart(part.Member("text")?.Text() ?? ""),
                        "refusal" => new RefusalPart(part.Member("refusal")?.Text() ?? ""),
                        _ => throw part.Refusal(),
                    });
                }

                break;
            case "function_call":
                parts.Add(CallOf(item, JsonPieces.ArgumentsOf(item.Member("arguments")?.Text())));
                break;
            case "reasoning":
                if (ThoughtsOf(item) is { Length: > 0 } thoughts) parts.Add(new ReasoningPart(thoughts, null));
                break;
            default:
                throw type.Refusal();
        }
    }
}
