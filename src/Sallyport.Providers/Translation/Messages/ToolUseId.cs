using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Ids of tool calls as Anthropic takes them: letters, digits, hyphens and underscores.</summary>
/// <remarks>Other servers make ids such as <c>functions.read:0</c>, and a client brings them along when it comes to another model.</remarks>
internal static class ToolUseId
{
    private const int HashBytes = 6;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <returns>The id itself if it is fit; else one made of it, the same each time and another for another id.</returns>
    public static string Of(string id)
    {
        if (id.Length > 0 && !id.AsSpan().ContainsAnyExcept(Allowed)) return id;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        return "call_" + Convert.ToHexStringLower(hash.AsSpan(0, HashBytes));
    }
}
