using System.Collections.Frozen;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks upstreams.</summary>
internal sealed class UpstreamCompiler(Func<string, string?> environment, AuthorityFiles authorities, ConfigurationProblems problems)
{
    private const int MaxCredentials = 32;
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

            var credentials = CredentialsOf(key, upstream);
            upstreams[id] = new UpstreamDefinition
            {
                Id = id,
                Provider = provider,
                BaseAddress = address,
                Authorities = authorities.Read(key, upstream.CaFile),
                Credential = credentials.Count > 0 ? credentials[0] : CredentialOf(key, provider, upstream, readFromVariables),
                Credentials = credentials.Count > 1 ? credentials : [],
                Breaker = BreakerOf(key, upstream.Breaker),
                Probe = ProbeOf(key, provider, upstream.Probe),
                RetryPercent = upstream.RetryPercent,
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

    private List<Secret> CredentialsOf(string key, UpstreamOptions upstream)
    {
        if (upstream.Credentials.Count > 0 && upstream.Credential is not null) problems.Add(key + ".credentials", "credential is given too", "one of the two");
        if (upstream.Credentials.Count > MaxCredentials) problems.Add(key + ".credentials", "the list is too long", $"at most {MaxCredentials} references");
        var secrets = new List<Secret>();
        for (var i = 0; i < upstream.Credentials.Count; i++)
        {
            if (SecretReference.Resolve($"{key}.credentials[{i}]", upstream.Credentials[i], environment, problems) is { } secret) secrets.Add(secret);
        }

        return secrets;
    }

    private BreakerPolicy BreakerOf(string key, BreakerOptions options)
    {
        if (options.MaxOpenFor < options.OpenFor) problems.NotValid(key + ".breaker.max_open_for", Duration.Format(options.MaxOpenFor), "a duration not below open_for");
        return new BreakerPolicy(options.Failures, options.FailurePercent, options.MinRequests, options.Window, options.OpenFor, options.MaxOpenFor);
    }

    private ProbePolicy? ProbeOf(string key, ProviderId provider, ProbeOptions? options)
    {
        if (options is null) return null;
        if (provider is ProviderId.Simulator) problems.Add(key + ".probe", "the simulator is no server", "nothing");
        if (options.Path.Length > 0 && !Forwarding.UpstreamClient.IsSafe(options.Path)) problems.NotValid(key + ".probe.path", options.Path, "a path that begins with a slash, such as /models");
        return new ProbePolicy(options.Path, options.Interval);
    }

    private Secret? CredentialOf(string key, ProviderId provider, UpstreamOptions upstream, bool readFromVariables)
    {
        if (upstream.Credentials.Count > 0) return null;
        if (upstream.Credential is { } reference)
            return SecretReference.Resolve(key + ".credential", reference, environment, readFromVariables ? new ConfigurationProblems("environment") : problems);
        if (provider is not (ProviderId.OpenAICompatible or ProviderId.Simulator or ProviderId.Ollama or ProviderId.Vllm or ProviderId.AzureOpenAI or ProviderId.Bedrock or ProviderId.Vertex)) problems.Add(key + ".credential", "the key is missing", SecretReference.Allowed);
        return null;
    }
}
