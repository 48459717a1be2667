using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>How much a Gemini model shall think: a number of tokens up to 2.5, a level from 3 on. Both at once is an error there.</summary>
/// <remarks>
/// The numbers are those of Google's own translation of efforts: minimal and low 1,024 tokens, medium 8,192, high 24,576; none 0.
/// From 3 on a budget is still taken, thinking cannot be turned off (the least is asked for), and pro models know no MINIMAL.
/// Source: https://ai.google.dev/gemini-api/docs/openai#thinking, https://ai.google.dev/gemini-api/docs/thinking.
/// </remarks>
internal static class GeminiThinking
{
    public static void Write(Utf8JsonWriter json, ReasoningDemand reasoning, string model)
    {
        json.WriteStartObject("thinkingConfig");
        if (reasoning.BudgetTokens is { } budget) json.WriteNumber("thinkingBudget", budget);
        else if (reasoning.Effort is { } effort && CountsTokens(model)) json.WriteNumber("thinkingBudget", BudgetOf(effort));
        else if (reasoning.Effort is { } level) json.WriteString("thinkingLevel", LevelOf(level, model.Contains("-pro", StringComparison.OrdinalIgnoreCase)));
        if (reasoning.ShowsThoughts is { } shows) json.WriteBoolean("includeThoughts", shows);
        json.WriteEndObject();
    }

    private static bool CountsTokens(string model) => model.Contains("gemini-2", StringComparison.OrdinalIgnoreCase);

    private static int BudgetOf(string effort) => effort switch
    {
        "none" => 0,
        "minimal" or "low" => 1_024,
        "medium" => 8_192,
        _ => 24_576,
    };

    private static string LevelOf(string effort, bool isPro) => effort switch
    {
        "none" or "minimal" => isPro ? "LOW" : "MINIMAL",
        "low" => "LOW",
        "medium" => "MEDIUM",
        _ => "HIGH",
    };
}
