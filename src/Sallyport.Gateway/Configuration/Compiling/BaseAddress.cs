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
        ProviderId.Simulator => new Uri("http://simulator.invalid/v1"), // never resolved: the simulator answers inside the process
        _ => null,
    };

    /// <returns>The root, or null if the text is not allowed.</returns>
    public static Uri? Parse(ProviderId provider, string text, bool allowInsecureHttp)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return null;
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.Host.Length == 0 || text.Any(c => c is <= ' ' or '?' or '#' or '\\')) return null;
        if (uri.Scheme == "http" && !allowInsecureHttp && !IsNear(uri)) return null;
        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.Length == 0) path = provider is ProviderId.Gemini ? "/v1beta" : "/v1";
        return new Uri(uri.GetLeftPart(UriPartial.Authority) + path);
    }

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
