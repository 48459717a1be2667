using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary><c>usage</c>: input holds cached tokens and output holds reasoning, as our own count has it.</summary>
internal static class ResponsesUsage
{
    public static TokenUsage Read(JsonPlace usage)
    {
        var (input, output) = (usage.Member("input_tokens_details"), usage.Member("output_tokens_details"));
        return new TokenUsage(
            Count(usage, "input_tokens"),
            Count(usage, "output_tokens"),
            Count(input, "cached_tokens"),
            Count(input, "cache_write_tokens"),
            Count(output, "reasoning_tokens"));

        static long? Count(JsonPlace? place, string name) => place?.Member(name)?.Whole();
    }

    public static void Write(Utf8JsonWriter json, in TokenUsage usage)
    {
        if (usage.Input is null && usage.Output is null)
        {
            json.WriteNull("usage");
            return;
        }

        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.Input ?? 0);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedInput ?? 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", usage.Output ?? 0);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning ?? 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens", (usage.Input ?? 0) + (usage.Output ?? 0));
        json.WriteEndObject();
    }
}
