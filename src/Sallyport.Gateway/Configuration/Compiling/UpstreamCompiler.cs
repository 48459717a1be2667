using System.Collections.Frozen;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks upstreams and the models that point to them.</summary>
internal sealed class UpstreamCompiler(Func<string, string?> environment, AuthorityFiles authorities, ConfigurationProblems problems)
{
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

            upstreams[id] = new UpstreamDefinition
            {
                Id = id,
                Provider = provider,
                BaseAddress = address,
                Authorities = authorities.Read(key, upstream.CaFile),
                Credential = CredentialOf(key, provider, upstream, readFromVariables),
                AllowStore = upstream.AllowStore,
                MaxSensitivity = Words.Sensitivity(upstream.MaxSensitivity),
                ConnectTimeout = upstream.ConnectTimeout,
                FirstByteTimeout = upstream.FirstByteTimeout,
                IdleTimeout = upstream.IdleTimeout,
                MaxAttempts = upstream.MaxAttempts,
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

    private Secret? CredentialOf(string key, ProviderId provider, UpstreamOptions upstream, bool readFromVariables)
    {
        if (upstream.Credential is { } reference)
            return SecretReference.Resolve(key + ".credential", reference, environment, readFromVariables ? new ConfigurationProblems("environment") : problems);
        if (provider is not (ProviderId.OpenAICompatible or ProviderId.Simulator)) problems.Add(key + ".credential", "the key is missing", SecretReference.Allowed);
        return null;
    }
}
