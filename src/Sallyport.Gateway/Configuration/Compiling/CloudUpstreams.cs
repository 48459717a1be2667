using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Upstreams of the clouds from their usual environment variables. Credentials of Amazon and Google serve for much else, so a region must be named as well.</summary>
internal static class CloudUpstreams
{
    public static void Add(Dictionary<string, UpstreamOptions> upstreams, Func<string, string?> environment, ConfigurationProblems problems)
    {
        AddAzure(upstreams, environment, problems);
        AddBedrock(upstreams, environment);
        AddVertex(upstreams, environment);
        AddNear(upstreams, environment, problems, ProviderId.Ollama, "OLLAMA");
        AddNear(upstreams, environment, problems, ProviderId.Vllm, "VLLM");
    }

    private static void AddAzure(Dictionary<string, UpstreamOptions> upstreams, Func<string, string?> environment, ConfigurationProblems problems)
    {
        var (hasKey, address) = (Has(environment, "AZURE_OPENAI_API_KEY"), environment("AZURE_OPENAI_ENDPOINT"));
        if (hasKey != !string.IsNullOrWhiteSpace(address)) problems.AddVariable(hasKey ? "AZURE_OPENAI_ENDPOINT" : "AZURE_OPENAI_API_KEY", "the variable is missing", "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY, or neither");
        if (!hasKey || string.IsNullOrWhiteSpace(address)) return;
        var version = environment("AZURE_OPENAI_API_VERSION");
        upstreams["azure-openai"] = new UpstreamOptions { Provider = "azure-openai", BaseUrl = address.Trim(), ApiVersion = string.IsNullOrWhiteSpace(version) ? null : version.Trim(), Credential = "${env:AZURE_OPENAI_API_KEY}" };
    }

    private static void AddBedrock(Dictionary<string, UpstreamOptions> upstreams, Func<string, string?> environment)
    {
        if ((FirstOf(environment, "AWS_REGION", "AWS_DEFAULT_REGION") ?? "") is not { Length: > 0 } region) return;
        if (Has(environment, "AWS_BEARER_TOKEN_BEDROCK")) upstreams["bedrock"] = new UpstreamOptions { Provider = "bedrock", Region = region, Credential = "${env:AWS_BEARER_TOKEN_BEDROCK}" };
        else if (Has(environment, "AWS_ACCESS_KEY_ID") && Has(environment, "AWS_SECRET_ACCESS_KEY"))
        {
            upstreams["bedrock"] = new UpstreamOptions
            {
                Provider = "bedrock",
                Region = region,
                Aws = new AwsKeyOptions { AccessKey = "${env:AWS_ACCESS_KEY_ID}", SecretKey = "${env:AWS_SECRET_ACCESS_KEY}", SessionToken = Has(environment, "AWS_SESSION_TOKEN") ? "${env:AWS_SESSION_TOKEN}" : null },
            };
        }
    }

    private static void AddVertex(Dictionary<string, UpstreamOptions> upstreams, Func<string, string?> environment)
    {
        if (FirstOf(environment, "GOOGLE_APPLICATION_CREDENTIALS") is not { } file || FirstOf(environment, "GOOGLE_CLOUD_LOCATION", "GOOGLE_CLOUD_REGION", "CLOUD_ML_REGION") is not { } region) return;
        upstreams["vertex"] = new UpstreamOptions { Provider = "vertex", Region = region, Project = FirstOf(environment, "GOOGLE_CLOUD_PROJECT"), ServiceAccount = "${file:" + file + "}" };
    }

    private static void AddNear(Dictionary<string, UpstreamOptions> upstreams, Func<string, string?> environment, ConfigurationProblems problems, ProviderId provider, string prefix)
    {
        if (FirstOf(environment, prefix + "_BASE_URL") is not { } address) return;
        var name = ProviderNames.NameOf(provider);
        if (BaseAddress.Parse(provider, address, allowInsecureHttp: false) is null) problems.AddVariable(prefix + "_BASE_URL", $"\"{ConfigurationProblems.Shown(address)}\" is not valid", BaseAddress.Allowed);
        else upstreams[name] = new UpstreamOptions { Provider = name, BaseUrl = address, Credential = Has(environment, prefix + "_API_KEY") ? "${env:" + prefix + "_API_KEY}" : null };
    }

    private static bool Has(Func<string, string?> environment, string name) => !string.IsNullOrWhiteSpace(environment(name));

    private static string? FirstOf(Func<string, string?> environment, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (environment(name) is { } value && !string.IsNullOrWhiteSpace(value)) return value.Trim();
        }

        return null;
    }
}
