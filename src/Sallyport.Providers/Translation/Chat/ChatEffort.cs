namespace Sallyport.Providers.Translation.Chat;

/// <summary>How much a model behind chat completions is asked to think.</summary>
/// <remarks>
/// Coding agents ask every model to think, and a model that cannot refuses the whole request. So a model known not to think is not asked to, and one that cannot stop is asked for the least it knows.
/// A name that says nothing is asked as the client asks.
/// </remarks>
internal static class ChatEffort
{
    private static readonly string[] Thoughtless =
        ["gpt-3.5", "gpt-4", "chatgpt-4o", "mistral-", "ministral", "codestral", "devstral", "pixtral", "open-mixtral", "mixtral", "llama-3", "llama3", "gemma-2", "gemma-3", "gemma2", "gemma3"];

    private static readonly string[] LowAtLeast = ["o1", "o3", "o4-mini"];
    private static readonly string[] MinimalAtLeast = ["gpt-5-mini", "gpt-5-nano", "gpt-5-2025", "gpt-5-codex"];

    /// <param name="demand">What the client asked for.</param>
    /// <param name="model">Name at the upstream.</param>
    /// <param name="leftOut">Takes <c>reasoning_effort</c> if the model cannot do what was asked.</param>
    /// <returns>The word to write; null writes none.</returns>
    public static string? For(ReasoningDemand demand, string model, SortedSet<string> leftOut)
    {
        var effort = demand.Effort ?? (demand.BudgetTokens is { } budget ? Effort.OfBudget(budget) : null);
        var name = model[(model.LastIndexOf('/') + 1)..]; // openai/gpt-5, meta-llama/llama-3.3
        if (Begins(name, Thoughtless))
        {
            if (effort is not (null or "none")) leftOut.Add("reasoning_effort");
            return null;
        }

        if (effort is not "none") return effort;
        return Begins(name, LowAtLeast) ? "low" : name is "gpt-5" || Begins(name, MinimalAtLeast) ? "minimal" : effort;
    }

    private static bool Begins(string name, string[] families) => Array.Exists(families, f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase));
}
