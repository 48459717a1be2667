using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Credentials of HTTP: <c>Bearer …</c> wherever it stands, and <c>Basic …</c>, which is a user and a password in base64.</summary>
internal static class AuthorizationHeader
{
    private const int MinToken = 16;

    /// <summary>The token after <c>Bearer</c> at <paramref name="at"/>.</summary>
    public static bool TryReadBearer(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at + "bearer ".Length, 0);
        if (text.IsWordAt(at - 1)) return false;
        end = SecretAssignment.ValueEnd(text, start);
        var value = text[start..end];
        return value.Length >= MinToken && text.CharAt(end) is not ('(' or '[') && Randomness.IsRandom(value) && !SecretValue.IsIdentifier(value) && !SecretValue.IsNone(value);
    }

    /// <summary>True if the value follows the word Basic and is base64 of a user, a colon and a password.</summary>
    public static bool IsBasic(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> value)
    {
        return start >= 6 && text[(start - 6)..start].Equals("basic ", StringComparison.OrdinalIgnoreCase) && IsPair(value);
    }

    /// <summary>True if the value is base64 of a user, a colon and a password.</summary>
    public static bool IsPair(ReadOnlySpan<char> value)
    {
        if (value.Length < 8) return false;
        Span<byte> decoded = stackalloc byte[96];
        var front = value[..Math.Min(value.Length & ~3, 128)];
        return Convert.TryFromBase64Chars(front, decoded, out var count) && decoded[..count].IndexOf((byte)':') > 0 && !decoded[..count].ContainsAnyExceptInRange((byte)32, (byte)126);
    }
}
