namespace Sallyport.Providers.Translation.Messages;

/// <summary>What differs between Claude models in the words they take.</summary>
/// <remarks>
/// Names are those of Anthropic, of Bedrock (<c>eu.anthropic.claude-sonnet-4-5-20250929-v1:0</c>) and of Vertex (<c>claude-sonnet-4-5@20250929</c>). A name without <c>claude</c> may be a deployment of
/// any of them, and is spoken to as the newest are, but for the sampling, which is the upstream's to refuse. Source: Anthropic's pages on thinking, and on version 2026-10-21 of its API.
/// </remarks>
internal static class ClaudeModels
{
    private static readonly string[] Budgeted =
        ["claude-3", "claude-haiku-4-5", "claude-sonnet-4-5", "claude-opus-4-5", "claude-opus-4-1", "claude-opus-4-0", "claude-sonnet-4-0", "claude-opus-4-2025", "claude-sonnet-4-2025", "claude-opus-4@", "claude-sonnet-4@"];

    private static readonly string[] Between = ["claude-opus-4-6", "claude-sonnet-4-6"];
    private static readonly string[] Unstoppable = ["claude-fable", "claude-mythos"];

    /// <summary>Up to 4.5: they know <c>enabled</c> with a budget, and refuse <c>adaptive</c>. Those since 4.7 do the opposite; 4.6 takes both.</summary>
    public static bool ThinksWithinBudget(string model) => Is(model, Budgeted);

    /// <summary>They refuse <c>disabled</c>.</summary>
    public static bool AlwaysThinks(string model) => Is(model, Unstoppable);

    /// <summary>Those since 4.7 refuse temperature, top_p and top_k, whatever the value.</summary>
    public static bool TakesSampling(string model) => !Is(model, ["claude"]) || Is(model, Budgeted) || Is(model, Between);

    private static bool Is(string model, string[] families) => Array.Exists(families, f => model.Contains(f, StringComparison.OrdinalIgnoreCase));
}
