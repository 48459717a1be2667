using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Providers.Translation;

namespace Sallyport.Gateway.Routing;

/// <summary>Which dialects each provider speaks.</summary>
internal static class Dialects
{
    public static bool Speaks(ProviderId provider, DialectId dialect) => provider switch
    {
        ProviderId.Simulator => true,
        ProviderId.OpenAI or ProviderId.OpenAICompatible => dialect is DialectId.OpenAIChat or DialectId.OpenAIResponses or DialectId.OpenAIEmbeddings
            or DialectId.OpenAICompletions or DialectId.OpenAIModerations or DialectId.OpenAIImages or DialectId.OpenAIAudio || (dialect is DialectId.Rerank && provider is ProviderId.OpenAICompatible),
        ProviderId.Mistral => dialect is DialectId.OpenAIChat or DialectId.OpenAIEmbeddings or DialectId.OpenAIModerations,
        ProviderId.DeepSeek => dialect is DialectId.OpenAIChat,
        ProviderId.Anthropic => dialect is DialectId.AnthropicMessages,
        ProviderId.Gemini => dialect is DialectId.Gemini,
        _ => false,
    };

    /// <summary>The dialect to speak with a provider for a client's operation: the client's own, or the provider's if there is a translation.</summary>
    /// <returns>Null if the provider cannot do this at all.</returns>
    public static DialectId? SpokenFor(ProviderId provider, DialectId client, Endpoint endpoint)
    {
        if (client == DialectId.Sallyport) return TextDialectOf(provider);
        if (Speaks(provider, client)) return client;
        if (!IsTranslated(endpoint)) return null;
        var spoken = TextDialectOf(provider);
        return Translations.Of(client) is not null && Translations.Of(spoken) is not null ? spoken : null;
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
        DialectId.AnthropicMessages => "anthropic-messages",
        DialectId.Gemini => "gemini",
        _ => "sallyport",
    };

    /// <summary>The dialect to ask a provider for plain text in.</summary>
    public static DialectId TextDialectOf(ProviderId provider) => provider switch
    {
        ProviderId.Anthropic => DialectId.AnthropicMessages,
        ProviderId.Gemini => DialectId.Gemini,
        _ => DialectId.OpenAIChat,
    };
}
