using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Providers.Translation;

namespace Sallyport.Gateway.Routing;

/// <summary>Which dialects each provider speaks.</summary>
internal static class Dialects
{
    /// <summary>True if a provider speaks a dialect with any of its models.</summary>
    public static bool Speaks(ProviderId provider, DialectId dialect) => provider switch
    {
        ProviderId.Simulator => true,
        ProviderId.OpenAI or ProviderId.OpenAICompatible => dialect is DialectId.OpenAIChat or DialectId.OpenAIResponses or DialectId.OpenAIEmbeddings
            or DialectId.OpenAICompletions or DialectId.OpenAIModerations or DialectId.OpenAIImages or DialectId.OpenAIAudio || (dialect is DialectId.Rerank && provider is ProviderId.OpenAICompatible),
        ProviderId.AzureOpenAI => dialect is DialectId.OpenAIChat or DialectId.OpenAIResponses or DialectId.OpenAIEmbeddings,
        ProviderId.OpenRouter or ProviderId.Ollama or ProviderId.Vllm => dialect is DialectId.OpenAIChat or DialectId.OpenAIResponses or DialectId.OpenAIEmbeddings or DialectId.AnthropicMessages,
        ProviderId.XAI or ProviderId.Groq => dialect is DialectId.OpenAIChat or DialectId.OpenAIResponses,
        ProviderId.Together or ProviderId.Cohere => dialect is DialectId.OpenAIChat or DialectId.OpenAIEmbeddings,
        ProviderId.Mistral => dialect is DialectId.OpenAIChat or DialectId.OpenAIEmbeddings or DialectId.OpenAIModerations,
        ProviderId.DeepSeek => dialect is DialectId.OpenAIChat,
        ProviderId.Anthropic => dialect is DialectId.AnthropicMessages,
        ProviderId.Gemini => dialect is DialectId.Gemini,
        ProviderId.Vertex => dialect is DialectId.Gemini or DialectId.AnthropicMessages,
        ProviderId.Bedrock => dialect is DialectId.AnthropicMessages or DialectId.OpenAIChat,
        _ => false,
    };

    /// <summary>True if a provider speaks a dialect with a model: clouds that host several vendors' models speak each one's own.</summary>
    /// <param name="model">Name of the model there; null for what needs none.</param>
    public static bool Speaks(ProviderId provider, string? model, DialectId dialect) =>
        Speaks(provider, dialect) && (model is null || provider is not (ProviderId.Vertex or ProviderId.Bedrock) || dialect == HostedDialectOf(provider, model));

    /// <summary>The dialect to speak with a provider for a client's operation: the client's own, or the provider's if there is a translation.</summary>
    /// <returns>Null if the provider cannot do this at all.</returns>
    /// <param name="model">Name of the model there; null for what needs none.</param>
    public static DialectId? SpokenFor(ProviderId provider, string? model, DialectId client, Endpoint endpoint)
    {
        var spoken = TextDialectOf(provider, model);
        if (client != DialectId.Sallyport && Speaks(provider, model, client)) return client;
        if (!Speaks(provider, model, spoken)) return null;
        if (client == DialectId.Sallyport) return spoken;
        return IsTranslated(endpoint) && Translations.Of(client) is not null && Translations.Of(spoken) is not null ? spoken : null;
    }

    /// <summary>True for operations that another dialect has too. Counts of tokens are among them: where the provider has none, we estimate.</summary>
    private static bool IsTranslated(Endpoint endpoint) => endpoint is Endpoint.ChatCompletions or Endpoint.CreateResponse or Endpoint.CreateMessage or Endpoint.GenerateContent or Endpoint.StreamGenerateContent
        or Endpoint.CountMessageTokens or Endpoint.CountGeminiTokens or Endpoint.Estimate;

    /// <summary>A dialect's name in headers and errors.</summary>
    public static string NameOf(DialectId dialect) => dialect switch
    {
        DialectId.OpenAIChat => "openai-chat",
        DialectId.OpenAIResponses => "openai-responses",
        DialectId.OpenAIEmbeddings => "openai-embeddings",
        DialectId.OpenAICompletions => "openai-completions",
        DialectId.OpenAIModerations => "openai-moderations",
        DialectId.OpenAIImages => "openai-images",
        DialectId.OpenAIAudio => "openai-audio",
        DialectId.Rerank => "rerank",
        DialectId.AnthropicMessages => "anthropic-messages",
        DialectId.Gemini => "gemini",
        _ => "sallyport",
    };

    /// <summary>The dialect to ask a provider for plain text in.</summary>
    public static DialectId TextDialectOf(ProviderId provider, string? model) => provider switch
    {
        ProviderId.Anthropic => DialectId.AnthropicMessages,
        ProviderId.Gemini => DialectId.Gemini,
        ProviderId.Vertex or ProviderId.Bedrock => HostedDialectOf(provider, model ?? "") ?? DialectId.AnthropicMessages,
        _ => DialectId.OpenAIChat,
    };

    // Names there carry the vendor: claude-sonnet-4-5@20250929; eu.anthropic.claude-…-v1:0; openai.gpt-oss-120b-1:0. A profile of one's own (ARN) says nothing, and is taken for Claude's.
    private static DialectId? HostedDialectOf(ProviderId provider, string model) => provider switch
    {
        ProviderId.Vertex => model.StartsWith("claude", StringComparison.Ordinal) ? DialectId.AnthropicMessages : DialectId.Gemini,
        _ when model.Contains("anthropic.", StringComparison.Ordinal) || model.StartsWith("arn:", StringComparison.Ordinal) => DialectId.AnthropicMessages,
        _ when model.StartsWith("openai.", StringComparison.Ordinal) => DialectId.OpenAIChat,
        _ => null,
    };
}
