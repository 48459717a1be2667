using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Routing;

/// <summary>The model that <c>/api/ai/complete</c> asks for when neither the request nor the configuration names one: each vendor's small general model.</summary>
internal static class DefaultModels
{
    public static string Of(ProviderId provider) => provider switch
    {
        ProviderId.Anthropic => "claude-haiku-4-5",
        ProviderId.Gemini => "gemini-2.5-flash",
        ProviderId.Mistral => "mistral-small-latest",
        ProviderId.DeepSeek => "deepseek-chat",
        ProviderId.Simulator => "simulator",
        _ => "gpt-4o-mini",
    };
}
