using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Passwords and secrets that only their place among the arguments of a well-known call betrays: <c>mysqli_connect("db", "root", "…")</c>.</summary>
internal static class PositionalPassword
{
    private const int MaxCall = 160;

    /// <summary>The calls, up to the bracket, and how many arguments stand before the password.</summary>
    public static (string Call, int Before)[] Calls { get; } =
    [
        ("mysql_connect(", 2), ("mysqli_connect(", 2), ("new mysqli(", 2), ("new PDO(", 2), ("DriverManager.getConnection(", 2),
        (".login(", 1), ("HTTPBasicAuth(", 1), ("NetworkCredential(", 1), ("PasswordCredentials(", 1), ("PasswordAuthenticationToken(", 1), (".basicAuth(", 1), (".basic_auth(", 1), (".BasicAuth(", 1),
        ("jwt.sign(", 1), ("SecretKeySpec(", 0), ("ConvertTo-SecureString ", 0), ("ConvertTo-SecureString -String ", 0),
    ];

    public static bool TryRead(ReadOnlySpan<char> text, int at, int call, out int start, out int end)
    {
        (start, end) = (at + Calls[call].Call.Length, 0);
        var last = Math.Min(text.Length, at + MaxCall);
        for (var skipped = 0; skipped < Calls[call].Before; skipped++)
        {
            if (!SkipArgument(text, last, ref start)) return false;
        }

        while (start < last && text[start] is ' ' or '\n' or '\r' or '\t') start++;
        if (start >= last || !SecretAssignment.TryReadQuoted(text, start, out start, out end)) return false;
        var value = text[start..end];
        return PasswordValue.IsGiven(value) && (Calls[call].Before == 2 || PasswordValue.IsSaid(value));
    }

    /// <summary>The password of <c>auth=("user", "…")</c> whose equals sign is at <paramref name="at"/>.</summary>
    public static bool TryReadPair(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at + 1, 0);
        if (!text[Math.Max(0, at - 6)..at].TrimEnd(' ').EndsWith("auth", StringComparison.OrdinalIgnoreCase)) return false;
        while (start < text.Length && start - at < 4 && text[start] == ' ') start++;
        if (text.CharAt(start++) != '(' || text.CharAt(start) is not ('"' or '\'')) return false;
        if (!SkipArgument(text, Math.Min(text.Length, at + MaxCall), ref start)) return false;
        while (start < text.Length && start - at < MaxCall && text[start] == ' ') start++;
        return SecretAssignment.TryReadQuoted(text, start, out start, out end) && PasswordValue.IsGiven(text[start..end]);
    }

    // A string or a name, and the comma after it.
    private static bool SkipArgument(ReadOnlySpan<char> text, int last, ref int at)
    {
        var quote = '\0';
        for (; at < last; at++)
        {
            var c = text[at];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == ',')
            {
                at++;
                return true;
            }
            else if (c is '(' or ')' or '{' or ';')
            {
                return false;
            }
        }

        return false;
    }
}
