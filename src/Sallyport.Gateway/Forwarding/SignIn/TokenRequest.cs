using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Forwarding.SignIn;

/// <summary>What is posted to get a token: RFC 6749 section 4.4 for Entra, RFC 7523 section 2.1 for Google's service accounts.</summary>
internal static class TokenRequest
{
    private const string GoogleScope = "https://www.googleapis.com/auth/cloud-platform";
    private const int JwtSeconds = 3600; // the longest that Google takes

    /// <returns>Null for sign-ins that need no token.</returns>
    public static Uri? AddressOf(UpstreamSignIn? signIn) => signIn switch
    {
        EntraSignIn entra => entra.TokenAddress,
        ServiceAccountSignIn account => account.TokenAddress,
        _ => null,
    };

    /// <summary>Fields of the form.</summary>
    public static KeyValuePair<string, string>[] FormOf(UpstreamSignIn signIn, DateTimeOffset now) => signIn switch
    {
        EntraSignIn entra => [new("grant_type", "client_credentials"), new("client_id", entra.ClientId), new("client_secret", entra.ClientSecret.Reveal()), new("scope", entra.Scope)],
        ServiceAccountSignIn account => [new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), new("assertion", Assertion(account, now))],
        _ => throw new ArgumentOutOfRangeException(nameof(signIn)),
    };

    private static string Assertion(ServiceAccountSignIn account, DateTimeOffset now)
    {
        var header = Encode(json =>
        {
            json.WriteString("alg"u8, "RS256"u8);
            json.WriteString("typ"u8, "JWT"u8);
            if (account.KeyId is { } id) json.WriteString("kid"u8, id);
        });
        var claims = Encode(json =>
        {
            json.WriteString("iss"u8, account.Email);
            json.WriteString("scope"u8, GoogleScope);
            json.WriteString("aud"u8, account.TokenAddress.AbsoluteUri);
            json.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, now.ToUnixTimeSeconds() + JwtSeconds);
        });
        using var key = RSA.Create();
        key.ImportFromPem(account.PrivateKey.Reveal());
        var signature = key.SignData(Encoding.ASCII.GetBytes(header + "." + claims), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return header + "." + claims + "." + Base64Url.EncodeToString(signature);
    }

    private static string Encode(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }
}
