using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Settlement;

namespace Sallyport.Server.Import;

/// <summary>What LiteLLM's prefix of a model means here.</summary>
/// <param name="Provider">Our word.</param>
/// <param name="Address">Address that LiteLLM takes where the file names none; null for the provider's own, or if there is none.</param>
/// <param name="Variable">Variable that LiteLLM takes the key from where the file names none; null if none is needed.</param>
internal sealed record LiteLlmVendor(string Provider, string? Address, string? Variable)
{
    private const string Compatible = "openai-compatible";

    private static readonly Dictionary<string, LiteLlmVendor> Known = new(StringComparer.Ordinal)
    {
        ["openai"] = new("openai", null, "OPENAI_API_KEY"),
        ["text-completion-openai"] = new("openai", null, "OPENAI_API_KEY"),
        ["anthropic"] = new("anthropic", null, "ANTHROPIC_API_KEY"),
        ["gemini"] = new("gemini", null, "GEMINI_API_KEY"),
        ["deepseek"] = new("deepseek", null, "DEEPSEEK_API_KEY"),
        ["mistral"] = new("mistral", null, "MISTRAL_API_KEY"),
        ["groq"] = new(Compatible, "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
        ["xai"] = new(Compatible, "https://api.x.ai/v1", "XAI_API_KEY"),
        ["together_ai"] = new(Compatible, "https://api.together.xyz/v1", "TOGETHERAI_API_KEY"),
        ["fireworks_ai"] = new(Compatible, "https://api.fireworks.ai/inference/v1", "FIREWORKS_AI_API_KEY"),
        ["openrouter"] = new(Compatible, "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
        ["deepinfra"] = new(Compatible, "https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY"),
        ["cerebras"] = new(Compatible, "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
        ["nvidia_nim"] = new(Compatible, "https://integrate.api.nvidia.com/v1", "NVIDIA_NIM_API_KEY"),
        ["hosted_vllm"] = new(Compatible, null, null),
        ["openai_like"] = new(Compatible, null, null),
        ["custom_openai"] = new(Compatible, null, null),
        ["lm_studio"] = new(Compatible, null, null),
        ["llamafile"] = new(Compatible, "http://127.0.0.1:8080/v1", null),
        ["ollama"] = new(Compatible, "http://127.0.0.1:11434/v1", null),
        ["ollama_chat"] = new(Compatible, "http://127.0.0.1:11434/v1", null),
    };

    /// <summary>Splits LiteLLM's name of a model.</summary>
    /// <returns>The vendor, null if we have none of that name; and the model's name there.</returns>
    public static (LiteLlmVendor? Vendor, string Model) Of(string name, string? explicitVendor)
    {
        if (explicitVendor is not null) return (Known.GetValueOrDefault(explicitVendor), name);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && Known.TryGetValue(name[..slash], out var vendor)) return (vendor, name[(slash + 1)..]);
        if (slash > 0) return (null, name);
        return (ModelCatalog.Shipped.ProviderOf(name) is { } provider ? Known.GetValueOrDefault(ProviderNames.NameOf(provider)) : null, name);
    }

    /// <summary>The same vendor at an address of the operator's own: OpenAI's is then a server that speaks as OpenAI does.</summary>
    public LiteLlmVendor At(string? address) =>
        address is null || Provider != "openai" || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.EndsWith("api.openai.com", StringComparison.OrdinalIgnoreCase)) ? this : this with { Provider = Compatible };
}
