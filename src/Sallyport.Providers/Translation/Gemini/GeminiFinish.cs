namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Gemini's reasons to end an answer.</summary>
/// <remarks>Source: https://ai.google.dev/api/generate-content#FinishReason.</remarks>
internal static class GeminiFinish
{
    /// <returns>Null if the reason is a failure, or none that is known: the answer is not what the model meant to say.</returns>
    public static StopReason? Read(string word, bool hasCalls) => word switch
    {
        "STOP" => hasCalls ? StopReason.ToolCalls : StopReason.Completed,
        "MAX_TOKENS" => StopReason.Length,
        "SAFETY" or "RECITATION" or "LANGUAGE" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "MODEL_ARMOR"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" or "IMAGE_OTHER" or "NO_IMAGE" => StopReason.ContentFilter,
        _ => hasCalls && NameOf(word) == "UNKNOWN" ? StopReason.ToolCalls : null, // servers that only look like Gemini have a word of their own for it
    };

    /// <summary>The failures by name; the word of an unknown one is not repeated.</summary>
    public static string NameOf(string word) =>
        word is "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "TOO_MANY_TOOL_CALLS" or "MISSING_THOUGHT_SIGNATURE" or "MALFORMED_RESPONSE" or "OTHER" or "FINISH_REASON_UNSPECIFIED" ? word : "UNKNOWN";

    public static string Write(StopReason stop) => stop switch
    {
        StopReason.Length => "MAX_TOKENS",
        StopReason.ContentFilter => "SAFETY",
        _ => "STOP",
    };
}
