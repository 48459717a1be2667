namespace Sallyport.Providers.Translation.Messages;

/// <summary>The words of <c>stop_reason</c>.</summary>
internal static class MessagesStopReasons
{
    /// <param name="word">The word.</param>
    /// <param name="callsTools">True if there are tool calls; some compatible servers say <c>end_turn</c> all the same.</param>
    public static StopReason Read(string? word, bool callsTools) => word switch
    {
        "max_tokens" or "model_context_window_exceeded" or "pause_turn" => StopReason.Length, // pause_turn: cut off as well, by a provider's tool
        "tool_use" => StopReason.ToolCalls,
        "stop_sequence" => StopReason.StopSequence,
        "refusal" => StopReason.ContentFilter,
        _ => callsTools ? StopReason.ToolCalls : StopReason.Completed,
    };

    /// <param name="stop">Why it ended.</param>
    /// <param name="isRefused">True if it holds the model's words about why it does not answer.</param>
    public static string Write(StopReason stop, bool isRefused) => stop switch
    {
        StopReason.Length => "max_tokens",
        StopReason.ToolCalls => "tool_use",
        StopReason.StopSequence => "stop_sequence",
        StopReason.ContentFilter => "refusal",
        _ => isRefused ? "refusal" : "end_turn",
    };
}
