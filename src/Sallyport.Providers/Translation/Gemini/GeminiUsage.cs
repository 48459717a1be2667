using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary><c>usageMetadata</c>: thoughts stand beside the answer, and what tools read beside the prompt.</summary>
internal static class GeminiUsage
{
    public static TokenUsage Read(JsonPlace metadata)
    {
        var input = Count("promptTokenCount");
        var (output, thoughts) = (Count("candidatesTokenCount"), Count("thoughtsTokenCount"));
        return new TokenUsage(
            input is null ? null : input + (Count("toolUsePromptTokenCount") ?? 0),
            output is null && thoughts is null ? null : (output ?? 0) + (thoughts ?? 0),
            Count("cachedContentTokenCount"),
            Reasoning: thoughts)
        {
            InputAudio = Detail("promptTokensDetails", "AUDIO"),
            OutputAudio = Detail("candidatesTokensDetails", "AUDIO"),
            OutputImage = Detail("candidatesTokensDetails", "IMAGE"),
        };

        long? Count(string name) => metadata.Member(name)?.Whole();

        long? Detail(string name, string modality) => metadata.Member(name)?.Items()
            .FirstOrDefault(item => item.Member("modality")?.Text() == modality)?.Member("tokenCount")?.Whole();
    }

    public static void Write(Utf8JsonWriter json, in TokenUsage usage)
    {
        if (usage.Input is null && usage.Output is null) return;
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", usage.Input ?? 0);
        json.WriteNumber("candidatesTokenCount", Math.Max(0, (usage.Output ?? 0) - (usage.Reasoning ?? 0)));
        json.WriteNumber("totalTokenCount", (usage.Input ?? 0) + (usage.Output ?? 0));
        if (usage.CachedInput is > 0 and var cached) json.WriteNumber("cachedContentTokenCount", cached);
        if (usage.Reasoning is > 0 and var thoughts) json.WriteNumber("thoughtsTokenCount", thoughts);
        json.WriteEndObject();
    }
}
