using Sallyport.Gateway.Configuration;
using Sallyport.Providers;

namespace Sallyport.Gateway.Routing;

/// <summary>Which dialects each provider speaks.</summary>
internal static class Dialects
{
    /// <summary>True if a provider speaks a dialect with any of its models.</summary>
    public static bool Speaks(ProviderId provider, DialectId dialect) => provider switch
    {
        ProviderId.Simulator => true,
        ProviderId.OpenAI or ProviderId.OpenAICompatible or ProviderId.AzureOpenAI => dialect is DialectId.OpenAIChat or DialectId.OpenAIResponses or DialectId.OpenAIEmbeddings,
        ProviderId.OpenRouter or ProviderId.Ollama or ProviderId.Vllm => dialect is DialectId.OpenAIChat or DialectId.OpenAIResponses or DialectId.OpenAIEmbeddings or DialectId.AnthropicMessages,
        ProviderId.XAI or ProviderId.Groq => dialect is DialectId.OpenAIChat or DialectId.OpenAIResponses,
        ProviderId.Mistral or ProviderId.Together or ProviderId.Cohere => dialect is DialectId.OpenAIChat or DialectId.OpenAIEmbeddings,
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

    /// <summary>The dialect to ask a provider for plain text in, for our own surface.</summary>
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
