using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration;

/// <summary>Reads secrets from where a reference points: <c>${env:NAME}</c>, <c>${file:path}</c> or <c>os.environ/NAME</c>.</summary>
internal static class SecretReference
{
    public const string Allowed = "${env:NAME}, ${file:path} or os.environ/NAME; a literal secret is refused";

    /// <summary>Most characters of a secret.</summary>
    private const int MaxLength = 8_192;

    /// <summary>Most characters of a document that is a secret as a whole.</summary>
    private const int MaxDocumentLength = 64 * 1024;

    /// <returns>The secret, or null after the problem has been added.</returns>
    public static Secret? Resolve(string key, string reference, Func<string, string?> environment, ConfigurationProblems problems)
    {
        if (Read(key, reference, MaxLength, environment, problems) is not { } value) return null;
        if (IsHeaderSafe(value)) return new Secret(value);
        problems.Add(key, $"the secret that {reference} points to is not usable", $"1 to {MaxLength} printable ASCII characters without spaces");
        return null;
    }

    /// <summary>The same for a document, which may have lines and spaces: a key in PEM, the JSON of a service account.</summary>
    public static Secret? ResolveDocument(string key, string reference, Func<string, string?> environment, ConfigurationProblems problems) =>
        Read(key, reference, MaxDocumentLength, environment, problems) is { } value ? new Secret(value) : null;

    /// <summary>True if the value can travel in a header as it is: anything else is a slip of the paste, or an injection.</summary>
    public static bool IsHeaderSafe(string value, int maxLength = MaxLength) => value.Length > 0 && value.Length <= maxLength && value.All(c => c is > ' ' and < (char)127);

    private static string? Read(string key, string reference, int maxLength, Func<string, string?> environment, ConfigurationProblems problems)
    {
        if (Inside(reference, "${env:", "}") is { } braced) return FromVariable(key, braced, environment, problems);
        if (Inside(reference, "os.environ/", "") is { } named) return FromVariable(key, named, environment, problems);
        if (Inside(reference, "${file:", "}") is { } path) return FromFile(key, path, maxLength, problems);
        problems.Add(key, "a literal secret is refused", "${env:NAME}, ${file:path} or os.environ/NAME");
        return null;
    }

    private static string? FromVariable(string key, string name, Func<string, string?> environment, ConfigurationProblems problems)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_'))
        {
            problems.Add(key, "the name of the environment variable is not valid", "letters, digits and _");
            return null;
        }

        if (environment(name) is { } found && !string.IsNullOrWhiteSpace(found)) return found.Trim();
        problems.Add(key, $"the environment variable {name} is not set or empty", "a variable that holds the secret");
        return null;
    }

    private static string? FromFile(string key, string path, int maxLength, ConfigurationProblems problems)
    {
        if (BoundedFile.TryRead(path, maxLength + 2, out var bytes, out var why)) return System.Text.Encoding.UTF8.GetString(bytes).Trim();
        problems.Add(key, $"the file \"{ConfigurationProblems.Shown(path)}\" {why}", "a readable file that holds the secret alone");
        return null;
    }

    private static string? Inside(string text, string prefix, string suffix) =>
        text.Length >= prefix.Length + suffix.Length && text.StartsWith(prefix, StringComparison.Ordinal) && text.EndsWith(suffix, StringComparison.Ordinal)
            ? text[prefix.Length..^suffix.Length]
            : null;
}
