using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Ids for calls to which Gemini gave none.</summary>
/// <remarks>
/// Made from the answer's own id and the place in it, so that the same answer gives the same ids and two answers of one conversation
/// give different ones: other dialects refuse a conversation in which an id stands twice. At most 40 characters, which chat allows.
/// </remarks>
internal static class GeminiCallIds
{
    public static string Of(string? responseId, int choice, int part, string name, string arguments)
    {
        var seed = string.Create(CultureInfo.InvariantCulture, $"{responseId}\n{choice}\n{part}\n{name}\n{(responseId is null ? arguments : "")}");
        return "call_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 12));
    }
}
