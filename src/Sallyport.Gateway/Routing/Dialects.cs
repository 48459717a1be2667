using Sallyport.Gateway.Configuration;
using Sallyport.Providers;

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

    /// <summary>The dialect to ask a provider for plain text in, for our own surface.</summary>
    public static DialectId TextDialectOf(ProviderId provider) => provider switch
    {
        ProviderId.Anthropic => DialectId.AnthropicMessages,
        ProviderId.Gemini => DialectId.Gemini,
        _ => DialectId.OpenAIChat,
    };
}
