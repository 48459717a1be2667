using Sallyport.Gateway.Configuration;
using Sallyport.Providers;

namespace Sallyport.Gateway.Routing;

/// <summary>The model to ask for when nobody names one: the first that the configuration declares, else the small general model of a vendor that is configured.</summary>
public static class DefaultModels
{
    private static readonly ProviderId[] Preferred = [ProviderId.OpenAI, ProviderId.Anthropic, ProviderId.Gemini, ProviderId.Mistral, ProviderId.DeepSeek, ProviderId.XAI, ProviderId.Groq, ProviderId.Vertex, ProviderId.Simulator];

    /// <summary>A vendor's small general model.</summary>
    public static string Of(ProviderId provider) => provider switch
    {
        ProviderId.Anthropic => "claude-haiku-4-5",
        ProviderId.Gemini => "gemini-2.5-flash",
        ProviderId.Mistral => "mistral-small-latest",
        ProviderId.DeepSeek => "deepseek-chat",
        ProviderId.XAI => "grok-4-fast-non-reasoning",
        ProviderId.Groq => "openai/gpt-oss-20b",
        ProviderId.Vertex => "gemini-2.5-flash",
        ProviderId.Simulator => "simulator",
        _ => "gpt-4o-mini",
    };

    /// <summary>The default in a configuration; null if it names no model and no vendor.</summary>
    /// <param name="dialect">Only vendors that speak it; null for all.</param>
    public static string? In(GatewaySnapshot snapshot, DialectId? dialect)
    {
        if (snapshot.Models.Count > 0) return snapshot.Models.Values.Where(m => !m.IsWildcard).Select(m => m.Name).Order(StringComparer.Ordinal).FirstOrDefault();
        foreach (var provider in Preferred)
        {
            if (dialect is { } spoken && !Dialects.Speaks(provider, spoken)) continue;
            foreach (var upstream in snapshot.Upstreams.Values)
            {
                if (upstream.Provider == provider) return Of(provider);
            }
        }

        return null;
    }
}
