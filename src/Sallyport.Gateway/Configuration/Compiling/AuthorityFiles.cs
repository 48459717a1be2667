using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Reads the certificates of authorities that a section names in place of the system's.</summary>
internal sealed class AuthorityFiles(ConfigurationProblems problems)
{
    private const int MaxBytes = 1024 * 1024;

    private readonly List<string> _files = [];

    /// <summary>Every file named so far: a change of one is a change of the configuration.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <param name="key">Section: the key <c>ca_file</c> below it is told in problems.</param>
    /// <param name="path">Null for the system's authorities.</param>
    /// <returns>The certificates in PEM; null if there are none, which is a problem if a file was named.</returns>
    public string? Read(string key, string? path)
    {
        if (path is null) return null;
        _files.Add(Path.GetFullPath(path));
        if (!BoundedFile.TryRead(path, MaxBytes, out var bytes, out var why)) why = $"the file \"{ConfigurationProblems.Shown(path)}\" {why}";
        else if (TryRead(Encoding.UTF8.GetString(bytes), out var pem)) return pem;
        else why = $"the file \"{ConfigurationProblems.Shown(path)}\" holds no certificate";
        problems.Add(key + ".ca_file", why, "a readable file with certificates in PEM");
        return null;
    }

    private static bool TryRead(string text, [NotNullWhen(true)] out string? pem)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            // told by the caller: nothing usable was found
        }

        pem = found.Count > 0 ? text : null;
        foreach (var certificate in found) certificate.Dispose();
        return pem is not null;
    }
}
