using System.Collections.Frozen;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks upstreams and the models that point to them.</summary>
internal sealed class UpstreamCompiler(Func<string, string?> environment, AuthorityFiles authorities, ConfigurationProblems problems)
{
    private readonly SignInCompiler _signIns = new(environment, problems);
    private readonly ConnectionCompiler _connections = new(environment, problems);

    /// <summary>Files that upstreams name beside those of authorities.</summary>
    public IReadOnlyList<string> Files => _connections.Files;

    /// <param name="readFromVariables">True if each upstream came from variables, whose problems are already told by the variable's name.</param>
    public FrozenDictionary<string, UpstreamDefinition> Upstreams(Dictionary<string, UpstreamOptions> options, bool readFromVariables)
    {
        var upstreams = new Dictionary<string, UpstreamDefinition>();
        foreach (var (id, upstream) in options)
        {
            var key = "upstreams." + id;
            if (!Names.IsValid(id)) problems.Add(key, "the name is not valid", Names.Allowed);
            if (!ProviderNames.TryParse(upstream.Provider, out var provider)) continue; // told by the binder
            var (signIn, project) = _signIns.Compile(key, provider, upstream);
            CheckPlace(key, provider, upstream, project);
            var found = AddressOf(key, provider, upstream);
            _connections.Check(key, upstream, found);
            var (pins, proxy, certificate) = (_connections.PinsOf(key, upstream.Dns), _connections.ProxyOf(key, upstream.Proxy), _connections.CertificateOf(key, upstream.ClientCertificate));
            if (found is not { } address) continue;

            upstreams[id] = new UpstreamDefinition
            {
                Id = id,
                Provider = provider,
                BaseAddress = address,
                Authorities = authorities.Read(key, upstream.CaFile),
                Credential = CredentialOf(key, provider, upstream, readFromVariables),
                SignIn = signIn,
                ApiVersion = upstream.ApiVersion,
                Project = upstream.Project ?? project,
                Region = upstream.Region,
                Internal = upstream.Internal,
                Pins = pins,
                Proxy = proxy,
                ClientCertificate = certificate,
                AllowStore = upstream.AllowStore,
                MaxSensitivity = Words.Sensitivity(upstream.MaxSensitivity),
                CountTokens = upstream.CountTokens == "local" || Forwarding.Vendors.VendorTraits.CountsLocally(provider) ? TokenCounting.Local : TokenCounting.Forward,
                ConnectTimeout = upstream.ConnectTimeout,
                FirstByteTimeout = upstream.FirstByteTimeout,
                IdleTimeout = upstream.IdleTimeout,
                MaxAttempts = upstream.MaxAttempts,
                MaxConcurrent = upstream.MaxConcurrent,
                Reserved = [upstream.Reserved.Interactive, upstream.Reserved.Batch, upstream.Reserved.Background],
            };
        }

        return upstreams.ToFrozenDictionary();
    }

    public FrozenDictionary<string, ModelDefinition> Models(Dictionary<string, ModelOptions> options, IReadOnlyCollection<string> upstreams)
    {
        foreach (var (name, model) in options)
        {
            var key = "models." + name;
            if (name.Length is 0 or > 200 || name.Any(c => c is <= ' ' or > '~' or '"' or '*')) problems.Add(key, "the name is not valid", "1 to 200 printable ASCII characters without spaces, quotes and *");
            if (model.Targets.Count == 0) problems.Add(key + ".targets", "the list is empty", "at least one target");
            for (var i = 0; i < model.Targets.Count; i++)
            {
                if (model.Targets[i].Upstream is { Length: > 0 } upstream && !upstreams.Contains(upstream))
                    problems.NotValid($"{key}.targets[{i}].upstream", upstream, string.Join(", ", upstreams.Order(StringComparer.Ordinal)));
            }
        }

        return options.ToFrozenDictionary(
            m => m.Key,
            m => new ModelDefinition(m.Key, [.. m.Value.Targets.Select(t => new ModelTarget(t.Upstream, t.Model))], Words.Sensitivity(m.Value.MaxSensitivity))
            {
                Structured = m.Value.StructuredOutput is { } structured ? StructuredRule.Of("models." + m.Key, structured.Action, structured.Strict, monitor: false) : null,
            });
    }

    // They become parts of addresses and paths.
    private void CheckPlace(string key, ProviderId provider, UpstreamOptions upstream, string? ofAccount)
    {
        if (upstream.Region is { } region && !IsPlace(region)) problems.NotValid(key + ".region", region, "1 to 40 lower-case letters, digits and hyphens: eu-west-1");
        if (upstream.Region is null && provider is ProviderId.Bedrock or ProviderId.Vertex) KindKeys<UpstreamOptions>.Miss(key, "region", problems);
        if (upstream.ApiVersion is { } version && (version.Length > 40 || !IsPlace(version))) problems.NotValid(key + ".api_version", version, "a date, such as 2024-10-21, 2025-04-01-preview; preview");
        if (provider is not ProviderId.Vertex) return;
        if (upstream.Project is { } project && !project.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '.')) problems.NotValid(key + ".project", project, "the id of a project: letters, digits and hyphens");
        if (upstream.Project is null && ofAccount is null && !problems.HasTold(key + ".service_account")) KindKeys<UpstreamOptions>.Miss(key, "project", problems);
    }

    private static bool IsPlace(string text) => text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-');

    private Uri? AddressOf(string key, ProviderId provider, UpstreamOptions upstream)
    {
        if (upstream.BaseUrl is { } text)
        {
            var parsed = BaseAddress.Parse(provider, text, upstream.AllowInsecureHttp, upstream.ApiVersion);
            if (parsed is null) problems.NotValid(key + ".base_url", text, BaseAddress.Allowed + "; or allow_insecure_http: true");
            return parsed;
        }

        var address = upstream.Region is { } region ? BaseAddress.OfRegion(provider, IsPlace(region) ? region : "nowhere") ?? BaseAddress.DefaultOf(provider) : BaseAddress.DefaultOf(provider);
        if (address is null && provider is ProviderId.Bedrock or ProviderId.Vertex) return null; // the region is missing, which is told
        if (address is null) problems.Add(key + ".base_url", "the key is missing", BaseAddress.Allowed);
        return address;
    }

    private Secret? CredentialOf(string key, ProviderId provider, UpstreamOptions upstream, bool readFromVariables)
    {
        if (upstream.Credential is { } reference)
            return SecretReference.Resolve(key + ".credential", reference, environment, readFromVariables ? new ConfigurationProblems("environment") : problems);
        if (provider is not (ProviderId.OpenAICompatible or ProviderId.Simulator or ProviderId.Ollama or ProviderId.Vllm or ProviderId.AzureOpenAI or ProviderId.Bedrock or ProviderId.Vertex)) problems.Add(key + ".credential", "the key is missing", SecretReference.Allowed);
        return null;
    }
}
