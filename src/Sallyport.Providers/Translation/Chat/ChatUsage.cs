using System.Text;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Usage in the words of chat completions: input holds cached tokens, output holds reasoning.</summary>
internal static class ChatUsage
{
    /// <param name="answer">An answer or a chunk; its tier stands beside the usage.</param>
    /// <returns>Null if it tells no usage.</returns>
    public static TokenUsage? Read(JsonElement answer)
    {
        if (!answer.TryMember("usage", out var usage) || usage.ValueKind is not JsonValueKind.Object) return null;
        usage.TryMember("prompt_tokens_details", out var input);
        usage.TryMember("completion_tokens_details", out var output);
        return new TokenUsage(usage.WholeOf("prompt_tokens"), usage.WholeOf("completion_tokens"), input.WholeOf("cached_tokens"), input.WholeOf("cache_write_tokens"), output.WholeOf("reasoning_tokens"))
        {
            InputAudio = input.WholeOf("audio_tokens"),
            OutputAudio = output.WholeOf("audio_tokens"),
            OutputImage = output.WholeOf("image_tokens"),
            Tier = AnswerReader.TierOf(Encoding.UTF8.GetBytes(answer.TextOf("service_tier") ?? "")),
        };
    }

    public static void Write(TokenUsage usage, Utf8JsonWriter json)
    {
        long input = usage.Input ?? 0, output = usage.Output ?? 0;
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", input);
        json.WriteNumber("completion_tokens", output);
        json.WriteNumber("total_tokens", input + output);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedInput ?? 0);
        if (usage.CacheWrite is { } written) json.WriteNumber("cache_write_tokens", written);
        if (usage.InputAudio is { } heard) json.WriteNumber("audio_tokens", heard);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning ?? 0);
        if (usage.OutputAudio is { } said) json.WriteNumber("audio_tokens", said);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
