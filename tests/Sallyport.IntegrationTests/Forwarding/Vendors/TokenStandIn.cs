using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Sallyport.Gateway.Configuration;
using Sallyport.Testing;

namespace Sallyport.IntegrationTests.Forwarding.Vendors;

/// <summary>Gives out tokens as Microsoft and Google do, and checks what is asked with as they would.</summary>
internal sealed class TokenStandIn : IAsyncDisposable
{
    public const string Secret = "client-secret-0123456789", ClientId = "app-1", Email = "gateway@p-1.iam.gserviceaccount.com";

    private readonly FakeUpstream _server;
    private readonly RSA _key = RSA.Create(2048);
    private int _given;

    private TokenStandIn(FakeUpstream server) => _server = server;

    /// <summary>Seconds that the next tokens last.</summary>
    public int Seconds { get; set; } = 3600;

    /// <summary>What was wrong with the requests so far; empty for good ones.</summary>
    public ConcurrentBag<string> Faults { get; } = [];

    public int Given => Volatile.Read(ref _given);

    public FakeUpstream Server => _server;

    public UpstreamSignIn Entra => new EntraSignIn(new Uri(_server.Address, "/tenant-1/oauth2/v2.0/token"), ClientId, new Secret(Secret), "https://cognitiveservices.azure.com/.default");

    public UpstreamSignIn Account => new ServiceAccountSignIn(new Uri(_server.Address, "/token"), Email, new Secret(_key.ExportPkcs8PrivateKeyPem()), "key-1");

    /// <summary>Key file of <see cref="Account"/>, as the console of Google Cloud gives it.</summary>
    public string AccountJson => JsonSerializer.Serialize(new { type = "service_account", project_id = "p-1", private_key_id = "key-1", private_key = _key.ExportPkcs8PrivateKeyPem(), client_email = Email, token_uri = new Uri(_server.Address, "/token").AbsoluteUri });

    public static async Task<TokenStandIn> StartAsync(TimeProvider? time = null)
    {
        var standIn = new TokenStandIn(await FakeUpstream.StartAsync());
        standIn._server.Reply = exchange => standIn.AnswerAsync(exchange, time ?? TimeProvider.System);
        return standIn;
    }

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await _server.DisposeAsync();
    }

    private Task AnswerAsync(UpstreamExchange exchange, TimeProvider time)
    {
        var form = QueryHelpers.ParseQuery(exchange.Request.Text);
        var fault = exchange.Request.Path == "/token" ? FaultOfAssertion(form["assertion"].ToString(), form["grant_type"].ToString(), time) : FaultOfSecret(form);
        if (fault is not null)
        {
            Faults.Add(fault);
            return exchange.JsonAsync("""{"error":"invalid_client","error_description":"No."}""", 401);
        }

        var number = Interlocked.Increment(ref _given);
        return exchange.JsonAsync(JsonSerializer.Serialize(new { token_type = "Bearer", expires_in = Seconds, access_token = "token-" + number.ToString(System.Globalization.CultureInfo.InvariantCulture) }));
    }

    private static string? FaultOfSecret(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form) =>
        form["grant_type"] != "client_credentials" ? "grant_type"
        : form["client_id"] != ClientId || form["client_secret"] != Secret ? "client"
        : form["scope"] != "https://cognitiveservices.azure.com/.default" ? "scope" : null;

    private string? FaultOfAssertion(string assertion, string grant, TimeProvider time)
    {
        if (grant != "urn:ietf:params:oauth:grant-type:jwt-bearer") return "grant_type";
        var parts = assertion.Split('.');
        if (parts.Length != 3) return "form";
        if (!_key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) return "signature";
        var (header, claims) = (JsonElement.Parse(Base64Url.DecodeFromChars(parts[0])), JsonElement.Parse(Base64Url.DecodeFromChars(parts[1])));
        if (header.GetProperty("alg").GetString() != "RS256" || header.GetProperty("kid").GetString() != "key-1") return "header";
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return claims.GetProperty("iss").GetString() != Email ? "iss"
            : claims.GetProperty("aud").GetString() != new Uri(_server.Address, "/token").AbsoluteUri ? "aud"
            : claims.GetProperty("scope").GetString() != "https://www.googleapis.com/auth/cloud-platform" ? "scope"
            : claims.GetProperty("iat").GetInt64() > now + 5 || claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64() is <= 0 or > 3600 ? "times" : null;
    }
}
