using System.Collections.Frozen;

namespace Sallyport.Gateway.Configuration;

/// <summary>The words for providers in configuration, prices, metrics and the record.</summary>
public static class ProviderNames
{
    private static readonly string[] Names = ["openai", "anthropic", "gemini", "deepseek", "mistral", "openai-compatible", "simulator", "azure-openai", "vertex", "bedrock", "xai", "groq", "together", "openrouter", "cohere", "ollama", "vllm"];
    private static readonly FrozenDictionary<string, ProviderId> ByName = Enum.GetValues<ProviderId>().ToFrozenDictionary(p => Names[(int)p]);

    /// <summary>Every word.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The word for a provider: <c>openai-compatible</c>.</summary>
    public static string NameOf(ProviderId provider) => Names[(int)provider];

    public static bool TryParse(string name, out ProviderId provider) => ByName.TryGetValue(name, out provider);
}
