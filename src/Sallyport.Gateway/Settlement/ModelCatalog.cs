using System.Collections.Frozen;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Settlement;

/// <summary>The models that ship with Sallyport: whose they are and what they cost. Immutable.</summary>
public sealed class ModelCatalog
{
    /// <summary>Prefixes that a vendor alone uses, so that tomorrow's models route today.</summary>
    private static readonly (string Prefix, ProviderId Provider)[] Prefixes =
    [
        ("gpt-", ProviderId.OpenAI), ("o1", ProviderId.OpenAI), ("o3", ProviderId.OpenAI), ("o4", ProviderId.OpenAI), ("chatgpt-", ProviderId.OpenAI), ("text-embedding-", ProviderId.OpenAI),
        ("claude-", ProviderId.Anthropic),
        ("gemini-", ProviderId.Gemini), ("gemma-", ProviderId.Gemini),
        ("deepseek-", ProviderId.DeepSeek),
        ("mistral-", ProviderId.Mistral), ("codestral", ProviderId.Mistral), ("ministral", ProviderId.Mistral), ("pixtral", ProviderId.Mistral), ("magistral", ProviderId.Mistral), ("devstral", ProviderId.Mistral),
    ];

    private static readonly Lazy<ModelCatalog> LazyShipped = new(ReadShipped);

    private readonly FrozenDictionary<string, ProviderId> _providers;
    private readonly FrozenDictionary<ProviderId, IReadOnlyList<string>> _listed;

    private ModelCatalog(PriceFile file)
    {
        var providers = new Dictionary<string, ProviderId>();
        foreach (var model in file.Models)
        {
            if (!ProviderNames.TryParse(model.Provider, out var provider)) continue;
            providers.TryAdd(model.Model, provider);
            foreach (var alias in model.Aliases ?? []) providers.TryAdd(alias, provider);
        }

        _providers = providers.ToFrozenDictionary();
        _listed = file.Models.Where(m => m.Listed && ProviderNames.TryParse(m.Provider, out _))
            .GroupBy(m => ProviderNames.TryParse(m.Provider, out var p) ? p : default)
            .ToFrozenDictionary(g => g.Key, IReadOnlyList<string> (g) => [.. g.Select(m => m.Model).Order(StringComparer.Ordinal)]);
        Prices = new PriceTable(file.Version, file.AsOf, file.Prices());
    }

    /// <summary>The catalogue inside this assembly. Read once, on first use.</summary>
    public static ModelCatalog Shipped => LazyShipped.Value;

    /// <summary>List prices, without any overlay.</summary>
    public PriceTable Prices { get; }

    /// <summary>Whose model this is: by exact name or alias, then by prefix; null if nobody's that we know.</summary>
    public ProviderId? ProviderOf(string model)
    {
        if (_providers.TryGetValue(model, out var known)) return known;
        foreach (var (prefix, provider) in Prefixes)
        {
            // "o1" must not claim "o1000-of-somebody": after a short series name comes the end or a hyphen.
            if (model.StartsWith(prefix, StringComparison.Ordinal) && (prefix.Length > 2 || model.Length == 2 || model[2] == '-')) return provider;
        }

        return null;
    }

    /// <summary>Models that lists offer for a provider, sorted by name; empty for providers that the catalogue does not cover.</summary>
    public IReadOnlyList<string> ModelsOf(ProviderId provider) => _listed.GetValueOrDefault(provider, []);

    private static ModelCatalog ReadShipped()
    {
        using var stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("Sallyport.model-prices.json") ?? throw new InvalidOperationException("The price catalogue is missing from the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new ModelCatalog(PriceFile.TryRead(bytes, out var problem) ?? throw new InvalidOperationException(problem));
    }
}
