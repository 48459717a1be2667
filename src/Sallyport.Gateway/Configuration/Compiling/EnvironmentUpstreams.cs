using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Upstreams from the providers' usual environment variables, for a gateway without a file or a file without upstreams.</summary>
internal static class EnvironmentUpstreams
{
    private static readonly (ProviderId Provider, string Prefix, string[] Keys)[] Known =
    [
        (ProviderId.OpenAI, "OPENAI", ["OPENAI_API_KEY"]),
        (ProviderId.Anthropic, "ANTHROPIC", ["ANTHROPIC_API_KEY"]),
        (ProviderId.Gemini, "GEMINI", ["GEMINI_API_KEY", "GOOGLE_API_KEY"]),
        (ProviderId.DeepSeek, "DEEPSEEK", ["DEEPSEEK_API_KEY"]),
        (ProviderId.Mistral, "MISTRAL", ["MISTRAL_API_KEY"]),
        (ProviderId.XAI, "XAI", ["XAI_API_KEY"]),
        (ProviderId.Groq, "GROQ", ["GROQ_API_KEY"]),
        (ProviderId.Together, "TOGETHER", ["TOGETHER_API_KEY"]),
        (ProviderId.OpenRouter, "OPENROUTER", ["OPENROUTER_API_KEY"]),
        (ProviderId.Cohere, "COHERE", ["COHERE_API_KEY", "CO_API_KEY"]),
    ];

    /// <summary>One upstream for each provider whose key is set; the simulator if there is none.</summary>
    public static Dictionary<string, UpstreamOptions> Read(Func<string, string?> environment, ConfigurationProblems problems)
    {
        var upstreams = new Dictionary<string, UpstreamOptions>();
        foreach (var (provider, prefix, keys) in Known)
        {
            if (keys.FirstOrDefault(k => !string.IsNullOrWhiteSpace(environment(k))) is not { } key) continue;
            var name = ProviderNames.NameOf(provider);
            if (!SecretReference.IsHeaderSafe(environment(key)!.Trim())) problems.AddVariable(key, "the value (not shown) is not valid", "printable ASCII characters without spaces");
            var address = environment(prefix + "_BASE_URL");
            if (!string.IsNullOrEmpty(address) && BaseAddress.Parse(provider, address, allowInsecureHttp: false) is null)
            {
                problems.AddVariable(prefix + "_BASE_URL", $"\"{ConfigurationProblems.Shown(address)}\" is not valid", BaseAddress.Allowed);
                address = null;
            }

            upstreams[name] = new UpstreamOptions { Provider = name, BaseUrl = string.IsNullOrEmpty(address) ? null : address, Credential = "${env:" + key + "}" };
        }

        CloudUpstreams.Add(upstreams, environment, problems);
        if (upstreams.Count == 0) upstreams["simulator"] = new UpstreamOptions { Provider = "simulator" };
        return upstreams;
    }
}
