using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks what an upstream is signed in to with: a key, an application, a service account, access keys. Exactly one.</summary>
internal sealed class SignInCompiler(Func<string, string?> environment, ConfigurationProblems problems)
{
    private const string AllowedAuthority = "an https address without credentials, query or fragment; http only to a loopback or private address";

    private static readonly KindKeys<UpstreamOptions> Keys = new(
        ProviderNames.All.ToDictionary(name => name, name => name switch
        {
            "azure-openai" => new[] { "entra", "api_version" },
            "bedrock" => ["aws"],
            "vertex" => ["service_account", "project"],
            _ => [],
        }, StringComparer.Ordinal),
        [.. OptionKey.Of(typeof(UpstreamOptions)).Select(k => k.Name).Except(["entra", "api_version", "aws", "service_account", "project"], StringComparer.Ordinal)]);

    /// <summary>What the compiled sign-in is, and which project a service account belongs to.</summary>
    public (UpstreamSignIn? SignIn, string? Project) Compile(string key, ProviderId provider, UpstreamOptions upstream)
    {
        Keys.Check(key, upstream.Provider, upstream, problems);
        switch (provider)
        {
            case ProviderId.AzureOpenAI:
                One(key, "credential", upstream.Credential is not null, "entra", upstream.Entra is not null);
                return (upstream.Entra is { } entra ? EntraOf(key + ".entra", entra) : null, null);
            case ProviderId.Bedrock:
                One(key, "credential", upstream.Credential is not null, "aws", upstream.Aws is not null);
                return (upstream.Aws is { } aws ? AwsOf(key + ".aws", aws) : null, null);
            case ProviderId.Vertex:
                if (upstream.Credential is not null) problems.Add(key + ".credential", "the key does not belong to kind vertex", "service_account");
                if (upstream.ServiceAccount is { } account) return AccountOf(key + ".service_account", account);
                KindKeys<UpstreamOptions>.Miss(key, "service_account", problems);
                return default;
            default:
                return default;
        }
    }

    private void One(string key, string first, bool hasFirst, string second, bool hasSecond)
    {
        if (hasFirst && hasSecond) problems.Add($"{key}.{second}", $"{first} stands there too", $"{first} or {second}, not both");
        else if (!hasFirst && !hasSecond) problems.Add($"{key}.{first}", "the key is missing", $"{first} ({SecretReference.Allowed}), or the section {second}");
    }

    private EntraSignIn? EntraOf(string key, EntraOptions entra)
    {
        if (entra.Tenant.Length > 0 && !entra.Tenant.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')) problems.NotValid(key + ".tenant", entra.Tenant, "an id or a domain: letters, digits, dots and hyphens");
        var authority = AuthorityOf(key + ".authority", entra.Authority);
        var secret = entra.ClientSecret.Length == 0 ? null : SecretReference.Resolve(key + ".client_secret", entra.ClientSecret, environment, problems);
        return authority is null || secret is null ? null : new EntraSignIn(new Uri(authority.AbsoluteUri.TrimEnd('/') + "/" + entra.Tenant + "/oauth2/v2.0/token"), entra.ClientId, secret, entra.Scope);
    }

    private AwsSignIn? AwsOf(string key, AwsKeyOptions aws)
    {
        var access = aws.AccessKey.Length == 0 ? null : SecretReference.Resolve(key + ".access_key", aws.AccessKey, environment, problems);
        var secret = aws.SecretKey.Length == 0 ? null : SecretReference.Resolve(key + ".secret_key", aws.SecretKey, environment, problems);
        var token = aws.SessionToken is { } reference ? SecretReference.Resolve(key + ".session_token", reference, environment, problems) : null;
        return access is null || secret is null || (aws.SessionToken is not null && token is null) ? null : new AwsSignIn(access, secret, token);
    }

    private (UpstreamSignIn? SignIn, string? Project) AccountOf(string key, string reference)
    {
        if (SecretReference.ResolveDocument(key, reference, environment, problems) is not { } document) return default;
        const string allowed = "the JSON file of a key of a service account: type, client_email, private_key, token_uri";
        try
        {
            var json = JsonElement.Parse(document.Reveal());
            if (Text(json, "type") is not "service_account" || Text(json, "client_email") is not { } email || Text(json, "private_key") is not { } pem)
            {
                problems.Add(key, "the document is no key of a service account", allowed);
                return default;
            }

            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            var address = AuthorityOf(key, Text(json, "token_uri") ?? "https://oauth2.googleapis.com/token");
            return (address is null ? null : new ServiceAccountSignIn(address, email, new Secret(pem), Text(json, "private_key_id")), Text(json, "project_id"));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or CryptographicException or InvalidOperationException)
        {
            problems.Add(key, e is JsonException ? "the document is not JSON" : "the document's private_key is no RSA key in PEM", allowed);
            return default;
        }
    }

    private Uri? AuthorityOf(string key, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length == 0 && (uri.Scheme == "https" || (uri.Scheme == "http" && BaseAddress.IsNear(uri)))) return uri;
        problems.NotValid(key, text, AllowedAuthority);
        return null;
    }

    private static string? Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
