using System.Buffers;

namespace Sallyport.Detection.Injection;

/// <summary>The marks by which chat formats separate roles and turns. Nobody writes them in ordinary text.</summary>
internal static class FakeTurns
{
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [
            "<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>", "<|begin_of_text|>",
            "[inst]", "[/inst]", "<<sys>>", "<</sys>>", "</system>", "<start_of_turn>", "<end_of_turn>", "### system:", "### instruction:", "### response:",
            "\nsystem:", "\nassistant:", "\nhuman:", "[system]", "[system override]", "\"role\": \"system\"", "\"role\":\"system\"",
        ],
        StringComparison.Ordinal);

    /// <summary>Whether the folded text <paramref name="text"/> holds one.</summary>
    public static bool In(ReadOnlySpan<char> text) => text.ContainsAny(Marks);
}
