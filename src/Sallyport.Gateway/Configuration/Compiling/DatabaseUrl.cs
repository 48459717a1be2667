using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Reads <c>postgresql://user:password@host:5432/database?sslmode=verify-full&amp;sslrootcert=FILE</c>.</summary>
/// <remarks>The form that PostgreSQL's own programs take. Of their parameters only those that matter for safety: an unknown one is refused, never ignored.</remarks>
internal static class DatabaseUrl
{
    public const string Allowed = "postgresql://user:password@host:5432/database, then ?sslmode=verify-full, verify-ca, require or disable, &sslrootcert=FILE; postgresql:///database?host=/folder&user=NAME for a Unix socket; special characters percent-encoded";

    private const int StandardPort = 5432;

    /// <param name="problem">What is wrong, without any part of the text: it holds a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out DatabaseAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgresql" or "postgres")) problem = "it is not a postgresql:// address";
        else if (uri.Fragment.Length > 0) problem = "it has a # in it; write %23 for one";
        else if (uri.AbsolutePath.Trim('/') is var path && (path.Length == 0 || path.Contains('/'))) problem = "it names no database, or more than one";
        else if (!TryReadParameters(uri.Query, out var parameters, out problem)) return false;
        else
        {
            var login = uri.UserInfo.Split(':', 2);
            var user = login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : parameters.User ?? "";
            var host = parameters.Host ?? uri.Host.Trim('[', ']');
            if (user.Length == 0) problem = "it names no user";
            else if (login[0].Length > 0 && parameters.User is not null) problem = "it names two users";
            else if (host.Length == 0 || (!host.StartsWith('/') && Uri.CheckHostName(host) is UriHostNameType.Unknown)) problem = "it names no host";
            else if (parameters.Host is not null && uri.Host.Length > 0) problem = "it names two hosts";
            else
            {
                address = new DatabaseAddress(
                    host,
                    uri.Port is > 0 and var port ? port : StandardPort,
                    Uri.UnescapeDataString(path),
                    user,
                    login.Length > 1 && login[1].Length > 0 ? new Secret(Uri.UnescapeDataString(login[1])) : null,
                    parameters.Tls ?? (StaysHere(host) ? DatabaseTls.Disable : DatabaseTls.VerifyFull),
                    parameters.RootCertificate);
                return true;
            }
        }

        return false;
    }

    private static bool TryReadParameters(string query, out (string? Host, string? User, DatabaseTls? Tls, string? RootCertificate) parameters, [NotNullWhen(false)] out string? problem)
    {
        parameters = default;
        problem = null;
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            var value = pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "";
            switch (pair[0])
            {
                case "host" when value.StartsWith('/') && parameters.Host is null: parameters.Host = value; break;
                case "user" when value.Length > 0 && parameters.User is null: parameters.User = value; break;
                case "sslmode" when parameters.Tls is null && TlsOf(value) is { } tls: parameters.Tls = tls; break;
                case "sslrootcert" when value.Length > 0 && parameters.RootCertificate is null && HoldsCertificates(value): parameters.RootCertificate = Path.GetFullPath(value); break;
                case "host": problem = "host after the ? is the folder of a socket and begins with /, once"; return false;
                case "sslmode": problem = "sslmode is verify-full, verify-ca, require or disable, once; prefer and allow would fall back to clear text"; return false;
                case "sslrootcert": problem = "sslrootcert is the path of a readable PEM file with certificates, once"; return false;
                default: problem = "it has a parameter that is not known"; return false;
            }
        }

        return true;
    }

    private static DatabaseTls? TlsOf(string word) => word switch
    {
        "disable" => DatabaseTls.Disable,
        "require" => DatabaseTls.Require,
        "verify-ca" => DatabaseTls.VerifyAuthority,
        "verify-full" => DatabaseTls.VerifyFull,
        _ => null,
    };

    private static bool HoldsCertificates(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            foreach (var certificate in certificates) certificate.Dispose();
            return certificates.Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    private static bool StaysHere(string host) =>
        host.StartsWith('/') || host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
}
