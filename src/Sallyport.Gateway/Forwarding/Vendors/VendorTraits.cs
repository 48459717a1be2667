using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Forwarding.Vendors;

/// <summary>What vendors of OpenAI's dialects do with members that not all of them know. Sources are in docs/providers.md.</summary>
internal static class VendorTraits
{
    /// <summary>Keeps chats unless told not to, or takes the word for it.</summary>
    public static bool TakesStoreInChats(ProviderId provider) => provider is ProviderId.OpenAI or ProviderId.Simulator;

    /// <summary>Keeps responses unless told not to. Groq keeps none and does not know the member.</summary>
    public static bool TakesStoreInResponses(ProviderId provider) => provider is ProviderId.OpenAI or ProviderId.Simulator or ProviderId.OpenAICompatible or ProviderId.AzureOpenAI or ProviderId.XAI or ProviderId.OpenRouter or ProviderId.Ollama or ProviderId.Vllm;

    /// <summary>Calls the cap of a chat <c>max_completion_tokens</c>: OpenAI's reasoning models refuse the older name; nobody else's servers all know the newer one.</summary>
    public static bool HasNewCap(ProviderId provider) => provider is ProviderId.OpenAI or ProviderId.AzureOpenAI or ProviderId.Groq or ProviderId.XAI;

    /// <summary>Serves models of the vendor whose dialect it speaks, and so knows the dialect's newest words. Others serve anybody's.</summary>
    public static bool HostsItsVendors(ProviderId provider) => provider is ProviderId.OpenAI or ProviderId.AzureOpenAI or ProviderId.Anthropic or ProviderId.Bedrock or ProviderId.Vertex or ProviderId.Gemini;

    /// <summary>Wants its key as a bearer token in every dialect.</summary>
    public static bool WantsBearer(ProviderId provider) => provider is ProviderId.Bedrock or ProviderId.OpenRouter or ProviderId.Ollama or ProviderId.Vllm;

    /// <summary>Has no operation that counts the tokens of a Messages request, or none that we speak.</summary>
    public static bool CountsLocally(ProviderId provider) => provider is ProviderId.Bedrock or ProviderId.OpenRouter or ProviderId.Ollama or ProviderId.Vllm;
}
