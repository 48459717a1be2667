using System.Net;
using System.Net.Sockets;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Reads the root of an upstream: endpoint paths are appended to it, so it carries the API version and no slash at the end.</summary>
public static class BaseAddress
{
    public const string Allowed = "an https address without credentials, query or fragment, such as https://api.example.com/v1; http only to a loopback or private address";

    /// <summary>The provider's public address; null for providers that have none.</summary>
    public static Uri? DefaultOf(ProviderId provider) => provider switch
    {
        ProviderId.OpenAI => new Uri("https://api.openai.com/v1"),
        ProviderId.Anthropic => new Uri("https://api.anthropic.com/v1"),
        ProviderId.Gemini => new Uri("https://generativelanguage.googleapis.com/v1beta"),
        ProviderId.DeepSeek => new Uri("https://api.deepseek.com/v1"),
        ProviderId.Mistral => new Uri("https://api.mistral.ai/v1"),
        ProviderId.XAI => new Uri("https://api.x.ai/v1"),
        ProviderId.Groq => new Uri("https://api.groq.com/openai/v1"),
        ProviderId.Together => new Uri("https://api.together.xyz/v1"),
        ProviderId.OpenRouter => new Uri("https://openrouter.ai/api/v1"),
        ProviderId.Cohere => new Uri("https://api.cohere.ai/compatibility/v1"),
        ProviderId.Ollama => new Uri("http://127.0.0.1:11434/v1"),
        ProviderId.Vllm => new Uri("http://127.0.0.1:8000/v1"),
        ProviderId.Simulator => new Uri("http://simulator.invalid/v1"), // never resolved: the simulator answers inside the process
        _ => null,
    };

    /// <summary>The address of a region, for clouds that have one for each; null for all others.</summary>
    public static Uri? OfRegion(ProviderId provider, string region) => (provider, region) switch
    {
        (ProviderId.Bedrock, _) => new Uri($"https://bedrock-runtime.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}"),
        (ProviderId.Vertex, "global") => new Uri("https://aiplatform.googleapis.com/v1"),
        (ProviderId.Vertex, "us" or "eu") => new Uri($"https://aiplatform.{region}.rep.googleapis.com/v1"),
        (ProviderId.Vertex, _) => new Uri($"https://{region}-aiplatform.googleapis.com/v1"),
        _ => null,
    };

    /// <param name="apiVersion">Azure: the version that is asked for; null for none.</param>
    /// <returns>The root, or null if the text is not allowed.</returns>
    public static Uri? Parse(ProviderId provider, string text, bool allowInsecureHttp, string? apiVersion = null)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return null;
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.Host.Length == 0 || text.Any(c => c is <= ' ' or '?' or '#' or '\\')) return null;
        if (uri.Scheme == "http" && !allowInsecureHttp && !IsNear(uri)) return null;
        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.Length == 0) path = PathOf(provider, apiVersion);
        return new Uri(uri.GetLeftPart(UriPartial.Authority) + path);
    }

    private static string PathOf(ProviderId provider, string? apiVersion) => provider switch
    {
        ProviderId.Gemini => "/v1beta",
        ProviderId.AzureOpenAI => apiVersion is not null && Forwarding.Vendors.AzureWire.IsDated(apiVersion) ? "/openai" : "/openai/v1",
        ProviderId.Bedrock => "",
        ProviderId.Groq => "/openai/v1",
        ProviderId.OpenRouter => "/api/v1",
        ProviderId.Cohere => "/compatibility/v1",
        _ => "/v1",
    };

    /// <summary>True for an address of this machine or of a private network. A name is not near, whatever it resolves to today.</summary>
    public static bool IsNear(Uri uri)
    {
        if (uri.Host == "localhost") return true;
        if (!IPAddress.TryParse(uri.DnsSafeHost, out var ip)) return false;
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        if (IPAddress.IsLoopback(ip)) return true;
        if (ip.AddressFamily is AddressFamily.InterNetworkV6) return ip.IsIPv6UniqueLocal;
        return ip.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..];
    }
}
