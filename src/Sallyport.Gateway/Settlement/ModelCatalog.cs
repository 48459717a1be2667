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
        ("whisper-", ProviderId.OpenAI), ("tts-", ProviderId.OpenAI), ("dall-e-", ProviderId.OpenAI), ("omni-moderation-", ProviderId.OpenAI), ("text-moderation-", ProviderId.OpenAI), ("babbage-", ProviderId.OpenAI), ("davinci-", ProviderId.OpenAI),
        ("claude-", ProviderId.Anthropic),
        ("gemini-", ProviderId.Gemini), ("gemma-", ProviderId.Gemini),
        ("deepseek-", ProviderId.DeepSeek),
        ("mistral-", ProviderId.Mistral), ("codestral", ProviderId.Mistral), ("ministral", ProviderId.Mistral), ("pixtral", ProviderId.Mistral), ("magistral", ProviderId.Mistral), ("devstral", ProviderId.Mistral),
        ("grok-", ProviderId.XAI), ("command-", ProviderId.Cohere),
        ("anthropic.", ProviderId.Bedrock), ("us.anthropic.", ProviderId.Bedrock), ("eu.anthropic.", ProviderId.Bedrock), ("apac.anthropic.", ProviderId.Bedrock), ("jp.anthropic.", ProviderId.Bedrock), ("au.anthropic.", ProviderId.Bedrock), ("global.anthropic.", ProviderId.Bedrock), ("openai.gpt-", ProviderId.Bedrock),
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

    /// <summary>
    /// True if a model may think what its answer does not show and bill it all the same: OpenAI's and Google's do, Anthropic's show a summary.
    /// Everybody else's that think show all of it. A name that nobody knows may be a new one that does.
    /// </summary>
    public static bool MayThinkUnseen(ProviderId provider, string? model) => provider switch
    {
        // A deployment's name is its owner's choice, and says nothing.
        ProviderId.AzureOpenAI or ProviderId.OpenRouter or ProviderId.XAI => true,
        ProviderId.Vertex or ProviderId.Bedrock => true,
        ProviderId.OpenAI => !StartsWithAny(model, "gpt-3.5", "gpt-4", "chatgpt-4o", "text-"),
        ProviderId.Anthropic => !StartsWithAny(model, "claude-2", "claude-instant", "claude-3-haiku", "claude-3-sonnet", "claude-3-opus", "claude-3-5"),
        ProviderId.Gemini => !StartsWithAny(model, "gemini-1", "gemini-2.0", "gemma-", "text-", "embedding-"),
        _ => false,
    };

    /// <summary>Models that lists offer for a provider, sorted by name; empty for providers that the catalogue does not cover.</summary>
    public IReadOnlyList<string> ModelsOf(ProviderId provider) => _listed.GetValueOrDefault(provider, []);

    private static bool StartsWithAny(string? model, params ReadOnlySpan<string> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (model?.StartsWith(prefix, StringComparison.Ordinal) == true) return true;
        }

        return false;
    }

    private static ModelCatalog ReadShipped()
    {
        using var stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("Sallyport.model-prices.json") ?? throw new InvalidOperationException("The price catalogue is missing from the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new ModelCatalog(PriceFile.TryRead(bytes, out var problem) ?? throw new InvalidOperationException(problem));
    }
}
