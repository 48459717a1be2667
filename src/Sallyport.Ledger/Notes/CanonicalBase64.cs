using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Ledger.Notes;

/// <summary>Base64 of RFC 4648 section 4 in its one spelling. The framework's reader skips white space and ignores the spare bits of the last character.</summary>
internal static class CanonicalBase64
{
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        bytes = Convert.TryFromBase64Chars(text, buffer, out var count) && text.SequenceEqual(Convert.ToBase64String(buffer, 0, count)) ? buffer[..count] : null;
        return bytes is not null;
    }
}
