namespace Sallyport.Providers.Translation.Messages;

/// <summary>The words of <c>stop_reason</c>.</summary>
internal static class MessagesStopReasons
{
    public static StopReason Read(string? word) => word switch
    {
        "max_tokens" or "model_context_window_exceeded" or "pause_turn" => StopReason.Length, // pause_turn: cut off as well, by a provider's tool
        "tool_use" => StopReason.ToolCalls,
        "stop_sequence" => StopReason.StopSequence,
        "refusal" => StopReason.ContentFilter,
        _ => StopReason.Completed,
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
