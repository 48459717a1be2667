namespace Sallyport.Gateway.Configuration;

/// <summary>Collects every problem of one configuration, so that an operator corrects all of them at once.</summary>
/// <param name="source">File name, or <c>environment</c>.</param>
public sealed class ConfigurationProblems(string source)
{
    private readonly List<ConfigurationProblem> _all = [];
    private readonly Dictionary<string, int> _lines = [];

    public IReadOnlyList<ConfigurationProblem> All => _all;

    public bool Any => _all.Count > 0;

    internal string Source { get; } = source;

    /// <summary>A value that may not be there or not be so. The value is shown, masked if it looks like a secret.</summary>
    internal void NotValid(string key, string value, string allowed) => Add(key, $"\"{Shown(value)}\" is not valid", allowed);

    /// <summary>A problem that shows no value, for secrets and for missing keys.</summary>
    internal void Add(string key, string problem, string? allowed = null) => _all.Add(new ConfigurationProblem(Source, LineOf(key), key, problem, allowed));

    /// <summary>A problem of an environment variable, whatever the rest was read from.</summary>
    internal void AddVariable(string variable, string problem, string? allowed) => _all.Add(new ConfigurationProblem("environment", null, variable, problem, allowed));

    internal void AddAtLine(int? line, string key, string problem, string? allowed = null) => _all.Add(new ConfigurationProblem(Source, line, key, problem, allowed));

    /// <summary>True if something of this key or below it was already told: what follows from that need not be told as well.</summary>
    internal bool HasTold(string key) => _all.Exists(p => p.Key.StartsWith(key, StringComparison.Ordinal) && (p.Key.Length == key.Length || p.Key[key.Length] is '.' or '['));

    /// <summary>Remembers where a key stands, so that later checks can name the line.</summary>
    internal void Locate(string key, int line) => _lines[key] = line;

    /// <summary>A value as it may be printed: one short line, and never something that looks like a key.</summary>
    internal static string Shown(string value)
    {
        if (LooksSecret(value)) return "***";
        var at = value.LastIndexOf('@');
        if (at >= 0 && value.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 && scheme < at) value = string.Concat(value.AsSpan(0, scheme + 3), "***", value.AsSpan(at));
        var line = string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= 80 ? line : string.Concat(line.AsSpan(0, 80), "…");
    }

    private static bool LooksSecret(string value)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["sk-", "sp_", "AIza", "ghp_", "xox", "eyJ", "-----BEGIN"])
            if (value.StartsWith(prefix, StringComparison.Ordinal)) return true;

        return value.Length >= 24 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '=') && value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter);
    }

    private int? LineOf(string key)
    {
        for (var path = key; path.Length > 0;)
        {
            if (_lines.TryGetValue(path, out var line)) return line;
            var cut = path.LastIndexOfAny(['.', '[']);
            path = cut < 0 ? "" : path[..cut];
        }

        return null;
    }
}
