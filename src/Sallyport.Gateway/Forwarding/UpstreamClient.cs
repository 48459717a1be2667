using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding.SignIn;
using Sallyport.Gateway.Forwarding.Vendors;
using Sallyport.Providers;
using Sallyport.Providers.Aws;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Builds requests for one configured upstream: address, credential, headers.</summary>
/// <param name="tokens">Where its access tokens come from; null if it needs none.</param>
internal sealed class UpstreamClient(UpstreamDefinition definition, PooledConnections connections, AccessTokens? tokens, TimeProvider time)
{
    private const int MaxCachedAddresses = 256;
    private const string AnthropicVersion = "2023-06-01";
    private static readonly string UserAgent = "sallyport/" + (typeof(UpstreamClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private readonly string _root = definition.BaseAddress.AbsoluteUri.TrimEnd('/');
    private readonly (string Key, string Bearer)[] _credentials = [.. CredentialsOf(definition).Select(c => (c.Reveal(), "Bearer " + c.Reveal()))];
    private readonly bool _isEncrypted = definition.BaseAddress.Scheme == Uri.UriSchemeHttps;

    // Parsing an address costs about as much as writing the whole request head, and paths are few; ids and odd models beyond the bound are parsed each time.
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);
    private int _cachedAddresses;

    public PooledConnections Connections => connections;

    /// <summary>The upstream's key that a request is sent with, to keep it out of what is shown; null if it has none.</summary>
    public string? CredentialOf(OutboundRequest request) => request.Credential < _credentials.Length ? _credentials[request.Credential].Key : null;

    public AccessTokens? Tokens => tokens;

    /// <summary>What its vendor wants otherwise; null for one that serves its dialects as they are.</summary>
    public VendorWire? Wire { get; } = VendorWire.Of(definition);

    /// <param name="request">What to send.</param>
    /// <param name="body">Null for methods without a body.</param>
    public HttpRequestMessage Build(OutboundRequest request, RequestBody? body)
    {
        var message = new HttpRequestMessage(request.Method, AddressOf(request.Path))
        {
            // HTTP/2 is agreed upon in the TLS handshake; in clear text only prior knowledge would do, which few servers share.
            Version = _isEncrypted ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = body,
        };

        var headers = message.Headers;
        var hasVersion = false;
        var hasAccept = false;
        for (var i = 0; i < request.Headers.Count; i++)
        {
            var (name, value) = request.Headers[i];
            // What was selected for us is checked again: a mistake in the path must not become a credential or a framing header.
            if (!HeaderPolicy.MaySend(name)) continue;
            headers.TryAddWithoutValidation(name, value);
            hasVersion |= name.Equals("anthropic-version", StringComparison.OrdinalIgnoreCase);
            hasAccept |= name.Equals("accept", StringComparison.OrdinalIgnoreCase);
        }

        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("Accept-Encoding", "identity"); // compressed text would have to be unpacked to be inspected
        if (!hasAccept) headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (request.Dialect is DialectId.AnthropicMessages && !hasVersion && Wire is null) headers.TryAddWithoutValidation("anthropic-version", AnthropicVersion);
        if (request.Credential < _credentials.Length) AddCredential(headers, request.Dialect, _credentials[request.Credential]);
        return message;
    }

    /// <summary>Signs a request that was built, for upstreams that one signs in to.</summary>
    /// <exception cref="TokenRefusedException">The sign-in was refused.</exception>
    /// <exception cref="HttpRequestException">Nobody gives out tokens now.</exception>
    public async ValueTask SignAsync(HttpRequestMessage message, OutboundRequest request, CancellationToken cancellation)
    {
        if (tokens is not null) message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + await tokens.GetAsync(cancellation));
        else if (definition.SignIn is AwsSignIn keys)
        {
            var pair = new AwsKeys(keys.AccessKey.Reveal(), keys.SecretKey.Reveal(), keys.SessionToken?.Reveal());
            foreach (var (name, value) in SignatureV4.Sign(message.Method.Method, message.RequestUri!, [], request.Body.Span, pair, definition.Region!, "bedrock", time.GetUtcNow())) message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>False for a path that could leave the upstream's root or mean two things: dot segments, encoded slashes, fragments.</summary>
    public static bool IsSafe(string path)
    {
        if (path is not ['/', ..] || path.StartsWith("//", StringComparison.Ordinal)) return false;
        foreach (var letter in path)
        {
            if (letter is <= ' ' or >= '\x7f' or '\\' or '#') return false;
        }

        var end = path.IndexOf('?', StringComparison.Ordinal);
        var route = end < 0 ? path.AsSpan() : path.AsSpan(0, end);
        return !route.Contains("%2e", StringComparison.OrdinalIgnoreCase) && !route.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            && !route.Contains("%5c", StringComparison.OrdinalIgnoreCase) && !route.Contains("%00", StringComparison.Ordinal)
            && !route.Contains("/./", StringComparison.Ordinal) && !route.Contains("/../", StringComparison.Ordinal)
            && !route.EndsWith("/.", StringComparison.Ordinal) && !route.EndsWith("/..", StringComparison.Ordinal);
    }

    // The dialect decides, not the vendor: several vendors serve a second dialect, and each dialect's own servers look for its own header.
    private void AddCredential(System.Net.Http.Headers.HttpRequestHeaders headers, DialectId dialect, (string Key, string Bearer) credential)
    {
        switch (dialect, definition.Provider)
        {
            case (_, ProviderId.AzureOpenAI):
                headers.TryAddWithoutValidation("api-key", credential.Key);
                break;
            case (_, var provider) when VendorTraits.WantsBearer(provider):
                headers.TryAddWithoutValidation("Authorization", credential.Bearer);
                break;
            case (DialectId.AnthropicMessages, _) or (DialectId.Sallyport, ProviderId.Anthropic):
                headers.TryAddWithoutValidation("x-api-key", credential.Key);
                break;
            case (DialectId.Gemini, _) or (DialectId.Sallyport, ProviderId.Gemini):
                headers.TryAddWithoutValidation("x-goog-api-key", credential.Key);
                break;
            default:
                headers.TryAddWithoutValidation("Authorization", credential.Bearer);
                break;
        }
    }

    private static IEnumerable<Secret> CredentialsOf(UpstreamDefinition definition) => definition.Credentials.Count > 0 ? definition.Credentials : definition.Credential is { } only ? [only] : [];

    private Uri AddressOf(string path)
    {
        if (_addresses.TryGetValue(path, out var known)) return known;
        var address = new Uri(_root + path, UriKind.Absolute);
        if (Volatile.Read(ref _cachedAddresses) < MaxCachedAddresses && _addresses.TryAdd(path, address)) Interlocked.Increment(ref _cachedAddresses);
        return address;
    }
}
