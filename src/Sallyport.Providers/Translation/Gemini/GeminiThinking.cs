using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>How much a Gemini model shall think: a number of tokens up to 2.5, a level from 3 on. Both at once is an error there.</summary>
/// <remarks>
/// Coding agents ask every model to think, and one that cannot do just that refuses the whole request: so a model that does not think is not
/// asked to, and a budget is kept within what the model takes (2.5: pro 128 to 32,768, flash up to 24,576, lite from 512, where it is not 0).
/// The numbers for efforts are those of Google's own translation: minimal and low 1,024 tokens, medium 8,192, high 24,576; none 0.
/// From 3 on a budget is still taken, thinking cannot be turned off (the least is asked for), and pro models know no MINIMAL.
/// Source: https://ai.google.dev/gemini-api/docs/openai#thinking, https://ai.google.dev/gemini-api/docs/thinking.
/// </remarks>
internal static class GeminiThinking
{
    private static readonly string[] Thoughtless = ["gemini-1", "gemini-2.0", "gemma", "learnlm"];

    /// <param name="json">Written to, a member of <c>generationConfig</c>.</param>
    /// <param name="reasoning">What the client asked for.</param>
    /// <param name="model">Name at the upstream, with or without <c>models/</c> and the like before it.</param>
    /// <param name="leftOut">Takes <c>reasoning</c> if the model does not think at all.</param>
    public static void Write(Utf8JsonWriter json, ReasoningDemand reasoning, string model, SortedSet<string> leftOut)
    {
        var name = model[(model.LastIndexOf('/') + 1)..];
        if (Array.Exists(Thoughtless, family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase)))
        {
            if (reasoning is not { Effort: null or "none", BudgetTokens: null }) leftOut.Add("reasoning");
            return;
        }

        var countsTokens = name.StartsWith("gemini-2", StringComparison.OrdinalIgnoreCase);
        json.WriteStartObject("thinkingConfig");
        if (reasoning.BudgetTokens is { } budget) json.WriteNumber("thinkingBudget", countsTokens ? Within(budget, name) : budget);
        else if (reasoning.Effort is { } effort && countsTokens) json.WriteNumber("thinkingBudget", Within(BudgetOf(effort), name));
        else if (reasoning.Effort is { } level) json.WriteString("thinkingLevel", LevelOf(level, IsPro(name)));
        if (reasoning.ShowsThoughts is { } shows) json.WriteBoolean("includeThoughts", shows);
        json.WriteEndObject();
    }

    private static bool IsPro(string name) => name.Contains("-pro", StringComparison.OrdinalIgnoreCase);

    private static long Within(long budget, string name) =>
        IsPro(name) ? Math.Clamp(budget, 128, 32_768)
        : budget == 0 ? 0
        : Math.Clamp(budget, name.Contains("-lite", StringComparison.OrdinalIgnoreCase) ? 512 : 1, 24_576);

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
