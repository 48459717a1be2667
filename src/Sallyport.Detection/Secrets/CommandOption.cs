using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Passwords after the short options of well-known commands: <c>docker login -u x -p …</c>, <c>mysql -p…</c>, <c>sqlcmd -P …</c>.</summary>
internal static class CommandOption
{
    private const int MaxLine = 96;
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r;|&");
    private static readonly string[] Apart = ["docker login", "podman login", "nerdctl login", "helm registry login", "sqlcmd", "bcp ", "mongo ", "mongosh", "mongodump", "zip ", "az login", "oc login", "cf login", "influx", "rclone"];
    private static readonly string[] Attached = ["mysql", "mariadb", "7z ", "rar "];

    /// <summary>The options looked for.</summary>
    public static string[] Options { get; } = [" -p", " -P"];

    public static bool TryRead(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        (start, end) = (at + 3, 0);
        var next = text.CharAt(start);
        if (next is '-' or '\n' or '\0' or '=' or '$') return false;
        var line = text[Math.Max(0, at - MaxLine)..(at + 1)];
        line = line[(line.LastIndexOfAny(LineEnds) + 1)..];
        if (!Names(line, next == ' ' ? Apart : Attached)) return false;
        if (next == ' ') start++;
        if (SecretAssignment.TryReadQuoted(text, start, out var from, out end))
        {
            start = from;
            return PasswordValue.IsGiven(text[start..end]);
        }

        end = SecretAssignment.ValueEnd(text, start);
        return PasswordValue.IsSaid(text[start..end]) && text.CharAt(end) is not ('(' or '[');
    }

    private static bool Names(ReadOnlySpan<char> line, string[] commands)
    {
        foreach (var command in commands)
        {
            if (line.Contains(command, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
