using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>The words of <c>finish_reason</c>.</summary>
internal static class ChatStopReasons
{
    /// <param name="choice">The choice, of an answer or of a chunk.</param>
    /// <param name="callsTools">True if the choice holds tool calls: with a tool chosen by name, OpenAI says <c>stop</c> all the same.</param>
    /// <param name="sequence">The sequence that ended it, where vLLM names it in <c>stop_reason</c>.</param>
    public static StopReason Read(JsonElement choice, bool callsTools, out string? sequence)
    {
        sequence = null;
        switch (choice.TextOf("finish_reason"))
        {
            case "length": return StopReason.Length;
            case "content_filter": return StopReason.ContentFilter;
            case "tool_calls" or "function_call": return StopReason.ToolCalls;
            default:
                if (callsTools) return StopReason.ToolCalls;
                sequence = choice.TextOf("stop_reason");
                return sequence is null ? StopReason.Completed : StopReason.StopSequence;
        }
    }

    public static string Write(StopReason stop) => stop switch
    {
        StopReason.Length => "length",
        StopReason.ToolCalls => "tool_calls",
        StopReason.ContentFilter => "content_filter",
        _ => "stop",
    };
}
