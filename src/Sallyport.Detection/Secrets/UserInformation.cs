using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>A user and a password joined by a colon or a slash: in URLs, after <c>curl -u</c>, in Oracle's connection strings, after "login:".</summary>
internal static class UserInformation
{
    private const int MaxUser = 64, MaxPassword = 512, MaxPair = 128;
    private static readonly SearchValues<char> UserChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@+\\");

    /// <summary>The password in the user information of a URL whose <c>://</c> is at <paramref name="at"/>.</summary>
    public static bool TryReadPassword(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (0, 0);
        var from = at + 3;
        var rest = Authority(text, from);
        var colon = rest.IndexOf(':');
        var host = rest.LastIndexOf('@');
        if (colon < 0 || colon > MaxUser || host <= colon + 1) return false;
        start = from + colon + 1;
        end = from + host;
        var value = text[start..end];
        if (value.SequenceEqual(rest[..colon]) && IsLocal(text[(end + 1)..])) return false;
        return value[0] is not ('$' or '%' or '&' or '#') && !Randomness.IsStandIn(value) && !(Randomness.IsPlaceholder(value) && !value.ContainsAny(TextChars.Digits));
    }

    // postgres:postgres@localhost: what a database is shipped with, on the machine itself.
    private static bool IsLocal(ReadOnlySpan<char> host) => host.StartsWith("localhost") || host.StartsWith("127.0.0.1");

    /// <summary>A key that stands alone in the user information of a URL: <c>https://token@host</c>.</summary>
    public static bool TryReadKey(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        start = at + 3;
        var rest = Authority(text, start);
        var host = rest.LastIndexOf('@');
        end = start + Math.Max(0, host);
        return host >= 20 && !rest[..host].ContainsAny(":%") && SecretValue.IsRandom(rest[..host], 20) && !SecretValue.IsUuid(rest[..host]);
    }

    /// <summary>The password after <c>-u user:</c> or <c>--user user:</c> whose colon is at <paramref name="at"/>.</summary>
    public static bool TryReadOption(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at + 1, 0);
        if (at < 4 || text.CharAt(start) is ' ' or '\n' or '\r' or ':' or '/' or '=' or '"' or '\'' or '\0') return false;
        var user = at;
        var least = Math.Max(0, at - MaxUser);
        while (user > least && UserChars.Contains(text[user - 1])) user--;
        if (user == least) return false;
        var quote = text[user - 1] is '"' or '\'' ? text[--user] : '\0';
        if (user < 3 || text[user - 1] is not (' ' or '=')) return false;
        var option = text[Math.Max(0, user - 12)..(user - 1)].TrimEnd(' ');
        if (!option.EndsWith(" -u") && !option.EndsWith("--user") && !option.EndsWith("--proxy-user") && !option.EndsWith(" -U")) return false;
        end = quote == '\0' ? SecretAssignment.ValueEnd(text, start) : SecretAssignment.TryReadQuoted(text, user, out _, out end) ? end : start;
        return end - start >= 3 && !SecretValue.IsNone(text[start..end]);
    }

    /// <summary>The password of <c>jdbc:oracle:thin:user/password@host</c> whose last colon is at <paramref name="at"/>.</summary>
    public static bool TryReadThin(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (0, 0);
        if (at < 4 || !text[(at - 4)..at].SequenceEqual("thin")) return false;
        var rest = text[(at + 1)..Math.Min(text.Length, at + MaxPair)];
        var length = rest.IndexOfAny(SecretAssignment.Ends);
        if (length >= 0) rest = rest[..length];
        var slash = rest.IndexOf('/');
        var host = rest.IndexOf('@');
        if (slash < 1 || host <= slash + 1) return false;
        (start, end) = (at + slash + 2, at + 1 + host);
        return !Randomness.IsStandIn(text[start..end]) && text[start] != '$';
    }

    /// <summary>The password of <c>login: user / password</c> and <c>credentials: user:password</c> whose first colon is at <paramref name="at"/>.</summary>
    public static bool TryReadPair(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (0, 0);
        var user = at + 1;
        while (user < text.Length && user - at < 8 && text[user] is ' ' or '"' or '\'' or '`' or '*') user++;
        var join = user;
        while (join < text.Length && join - user < MaxUser && UserChars.Contains(text[join])) join++;
        if (join - user < 2 || join == text.Length) return false;
        start = join;
        while (start < text.Length && start - join < 3 && text[start] is ' ' or '`' or '"') start++;
        if (text.CharAt(start) is not ('/' or ':' or '|')) return false;
        start++;
        while (start < text.Length && start - join < 8 && text[start] is ' ' or '`' or '"') start++;
        if (text.CharAt(start) == '/') return false;
        end = SecretAssignment.ValueEnd(text, start);
        return PasswordValue.IsSaid(text[start..end]) && (text[start - 1] is ' ' or '`' || !text[start..end].ContainsAny("./#?"));
    }

    private static ReadOnlySpan<char> Authority(ReadOnlySpan<char> text, int from)
    {
        var rest = text[from..Math.Min(text.Length, from + MaxUser + MaxPassword)];
        var length = rest.IndexOfAny(SecretAssignment.Ends);
        if (length >= 0) rest = rest[..length];
        length = rest.IndexOfAny('/', '?', '#');

        // A sign that belongs in the path is part of a careless password if the host follows it.
        if (length >= 0 && (rest[length] == '/' || rest[length..].IndexOf('@') < 0)) rest = rest[..length];
        return rest;
    }
}
