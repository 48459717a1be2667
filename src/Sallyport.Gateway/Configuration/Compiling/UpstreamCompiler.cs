using System.Collections.Frozen;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks upstreams.</summary>
internal sealed class UpstreamCompiler(Func<string, string?> environment, AuthorityFiles authorities, ConfigurationProblems problems)
{
    private const int MaxCredentials = 32;

    /// <param name="readFromVariables">True if each upstream came from variables, whose problems are already told by the variable's name.</param>
    public FrozenDictionary<string, UpstreamDefinition> Upstreams(Dictionary<string, UpstreamOptions> options, bool readFromVariables)
    {
        var upstreams = new Dictionary<string, UpstreamDefinition>();
        foreach (var (id, upstream) in options)
        {
            var key = "upstreams." + id;
            if (!Names.IsValid(id)) problems.Add(key, "the name is not valid", Names.Allowed);
            if (!ProviderNames.TryParse(upstream.Provider, out var provider)) continue; // told by the binder
            if (AddressOf(key, provider, upstream) is not { } address) continue;

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
                AllowStore = upstream.AllowStore,
                MaxSensitivity = Words.Sensitivity(upstream.MaxSensitivity),
                CountTokens = upstream.CountTokens == "local" ? TokenCounting.Local : TokenCounting.Forward,
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

    private Uri? AddressOf(string key, ProviderId provider, UpstreamOptions upstream)
    {
        if (upstream.BaseUrl is { } text)
        {
            var parsed = BaseAddress.Parse(provider, text, upstream.AllowInsecureHttp);
            if (parsed is null) problems.NotValid(key + ".base_url", text, BaseAddress.Allowed + "; or allow_insecure_http: true");
            return parsed;
        }

        var address = BaseAddress.DefaultOf(provider);
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
        if (provider is not (ProviderId.OpenAICompatible or ProviderId.Simulator)) problems.Add(key + ".credential", "the key is missing", SecretReference.Allowed);
        return null;
    }
}
