using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Finds values that only their surroundings betray: <c>api_key = "…"</c>, <c>Authorization: Bearer …</c>, <c>scheme://user:password@host</c>.</summary>
internal static class SecretAssignment
{
    /// <summary>Most chars before a value that can name it.</summary>
    public const int LookBehind = 104;

    private const int MaxUser = 64, MaxValue = 512, MinRandom = 16, MinPassword = 8;

    /// <summary>Chars that end every secret.</summary>
    public static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\f\v\0\u00A0\u2028\u2029\"'`<>,;(){}[]|\\");

    private static readonly WordEnds PasswordNames = new("password", "passwd", "pwd", "passphrase", "passwort", "kennwort");

    private static readonly WordEnds SecretNames = new(
        "secret", "token", "apikey", "api_key", "api-key", "api key", "accesskey", "access_key", "access-key", "access key", "secretkey", "secret_key", "secret-key", "secret key", "authkey",
        "auth_key", "privatekey", "private_key", "signing_key", "signingkey", "encryption_key", "encryptionkey", "account_key", "accountkey", "client_key", "master_key", "webhook_key",
        "storage_key", "subscription-key", "subscription_key", "license_key", "credential", "credentials", "authorization");

    private static readonly string[] Schemes = ["Bearer ", "Basic ", "Token ", "ApiKey "];

    /// <summary>The value assigned by the colon or equals sign at <paramref name="at"/>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, int at, out int start, out int end, out Confidence confidence)
    {
        (start, end, confidence) = (0, 0, Confidence.Likely);

        // 1. The name before it, past a quote, a bracket or a space.
        var name = at;
        while (name > 0 && at - name < 4 && text[name - 1] is ' ' or '\t' or '"' or '\'' or '`' or ':' or ']' or '\\' or '*') name--;
        var before = text[Math.Max(0, name - 24)..name];
        var password = PasswordNames.LengthAtEnd(before);
        if (password == 0 && SecretNames.LengthAtEnd(before) == 0) return false;

        // 2. The value after it, past signs, spaces and quotes. "==" compares.
        start = at + 1;
        if (text.CharAt(start) == '=' || text.CharAt(start) == ':') return false;
        while (start < text.Length && start - at < 6 && text[start] is ' ' or '\t' or '"' or '\'' or '`' or '>' or '\\' or '*') start++;
        foreach (var scheme in Schemes)
        {
            if (!text[start..].StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) continue;
            start += scheme.Length;
            break;
        }

        end = ValueEnd(text, start);
        var value = text[start..end];
        if (password > 0 && IsConnectionPart(text, name - password))
        {
            confidence = Confidence.Likely;
            return value.Length >= 4 && !IsReference(text, value, end);
        }

        if (IsReference(text, value, end)) return false;
        if (value.Length >= MinRandom) return Randomness.IsRandom(value);
        confidence = Confidence.Possible;
        return password > 0 && IsPassword(value);
    }

    /// <summary>The value after the words <c>password</c> or <c>password is</c> at <paramref name="at"/>.</summary>
    public static bool TryReadSpoken(ReadOnlySpan<char> text, int at, string word, out int start, out int end)
    {
        start = at + word.Length;
        if (text[start..].StartsWith("is ", StringComparison.OrdinalIgnoreCase)) start += 3;
        while (start < text.Length && start - at < 16 && text[start] is '"' or '\'' or '`' or '*') start++;
        end = ValueEnd(text, start);
        var value = text[start..end];
        return IsPassword(value) && !IsReference(text, value, end);
    }

    // Eight chars with a digit among letters, or of three classes. Words alone are no password worth the false alarms.
    private static bool IsPassword(ReadOnlySpan<char> value)
    {
        if (value.Length < MinPassword) return false;
        var classes = Randomness.Classes(value);
        return (classes >= 3 || (classes == 2 && value.ContainsAny(TextChars.Digits))) && !Randomness.IsPlaceholder(value);
    }

    /// <summary>The token after <c>Bearer</c> at <paramref name="at"/>.</summary>
    public static bool TryReadBearer(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at + "bearer ".Length, 0);
        if (text.IsWordAt(at - 1)) return false;
        end = ValueEnd(text, start);
        return end - start >= MinRandom && Randomness.IsRandom(text[start..end]);
    }

    /// <summary>The password in the user information of a URL whose <c>://</c> is at <paramref name="at"/>.</summary>
    public static bool TryReadUrl(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (0, 0);
        var from = at + 3;
        var rest = text[from..Math.Min(text.Length, from + MaxUser + MaxValue)];
        var length = rest.IndexOfAny(Ends);
        if (length >= 0) rest = rest[..length];
        length = rest.IndexOfAny('/', '?', '#');
        if (length >= 0) rest = rest[..length];
        var colon = rest.IndexOf(':');
        var host = rest.LastIndexOf('@');
        if (colon < 0 || colon > MaxUser || host <= colon + 1) return false;
        start = from + colon + 1;
        end = from + host;
        return !IsReference(text, text[start..end], end) && !Randomness.IsStandIn(text[start..end]);
    }

    /// <summary>A Telegram bot token, <c>digits:35 chars</c>, whose colon is at <paramref name="at"/>.</summary>
    public static bool TryReadTelegram(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at, at + 1);
        while (start > 0 && at - start < 11 && char.IsAsciiDigit(text[start - 1])) start--;
        if (at - start is < 8 or > 10 || text.IsLetterAt(start - 1)) return false;
        while (end < text.Length && end - at < 40 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_')) end++;
        return end - at - 1 is 34 or 35 && text[at + 1] == 'A' && Randomness.IsRandom(text[(at + 1)..end]);
    }

    private static int ValueEnd(ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..Math.Min(text.Length, start + MaxValue)];
        var length = rest.IndexOfAny(Ends);
        if (length < 0) length = rest.Length;
        while (length > 0 && rest[length - 1] is '.' or ':' or '!' or '?') length--;
        return start + length;
    }

    // "…;Password=x;…" and "Password=x" at the start of a connection string
    private static bool IsConnectionPart(ReadOnlySpan<char> text, int name) => text.CharAt(name - 1) == ';';

    // ${X}, $X, %X%, <x>, os.environ[...], getToken(...): the name of a secret, not a secret.
    private static bool IsReference(ReadOnlySpan<char> text, ReadOnlySpan<char> value, int end)
    {
        if (value.IsEmpty || value[0] is '$' or '%' or '@' or '&' or '#') return true;
        if (text.CharAt(end) is '(' or '[') return true;
        return text.CharAt(end) is '{' or '<' ? !value.ContainsAny(TextChars.Digits) : IsPath(value);
    }

    // form.password2, user->pwd: names joined by full stops
    private static bool IsPath(ReadOnlySpan<char> value)
    {
        if (!char.IsAsciiLetter(value[0]) || !value.Contains('.')) return false;
        var begins = true;
        foreach (var c in value)
        {
            if (begins ? !char.IsAsciiLetter(c) && c != '_' : !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.')) return false;
            begins = c == '.';
        }

        return value.Length < 40 && !begins;
    }
}
