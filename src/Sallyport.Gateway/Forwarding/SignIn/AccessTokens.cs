using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Forwarding.SignIn;

/// <summary>Keeps one access token: fetched when it is first needed, renewed ahead of its end while requests go on with the old one, asked for by one at a time.</summary>
internal sealed class AccessTokens(UpstreamSignIn signIn, PooledConnections connections, TimeProvider time)
{
    /// <summary>A token is renewed this long before its end, or when four fifths of its life are over if that is later.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>A token this close to its end may end on the way.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>After a renewal that failed, and before a token that somebody refused is given up.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const int MaxAnswerBytes = 64 * 1024, MaxTokenLength = 16 * 1024;

    private readonly Lock _lock = new();
    private AccessToken? _token;
    private Task<AccessToken>? _fetch;
    private DateTimeOffset _notBefore;
    private DateTimeOffset _fetchedAt;

    public UpstreamSignIn SignIn => signIn;

    public PooledConnections Connections => connections;

    /// <summary>A token that is good now.</summary>
    /// <exception cref="TokenRefusedException">The sign-in was refused.</exception>
    /// <exception cref="HttpRequestException">Nobody gives out tokens now.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        Task<AccessToken> fetch;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_token is { } token && now < token.ExpiresAt - Margin)
            {
                if (now >= token.RenewAt && _fetch is null && now >= _notBefore) _fetch = FetchAsync();
                return new(token.Value);
            }

            fetch = _fetch ??= FetchAsync();
        }

        return WaitAsync(fetch, cancellation);
    }

    /// <summary>The upstream did not take the token: the next request brings another one, unless this one is new.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            if (time.GetUtcNow() >= _fetchedAt + Pause) _token = null;
        }
    }

    private static async ValueTask<string> WaitAsync(Task<AccessToken> fetch, CancellationToken cancellation) => (await fetch.WaitAsync(cancellation)).Value;

    // Belongs to nobody's request: the one that began it may be given up while others wait.
    private async Task<AccessToken> FetchAsync()
    {
        await Task.Yield(); // the lock is held where this begins
        try
        {
            var token = await RequestAsync();
            lock (_lock) (_token, _fetch, _fetchedAt) = (token, null, time.GetUtcNow());
            return token;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or TokenRefusedException or JsonException)
        {
            Task<AccessToken>? failed;
            lock (_lock) (failed, _fetch, _notBefore) = (_fetch, null, time.GetUtcNow() + Pause);
            _ = failed?.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default); // a renewal has nobody who waits
            if (e is TokenRefusedException or HttpRequestException { HttpRequestError: not HttpRequestError.Unknown }) throw;
            throw new HttpRequestException(HttpRequestError.ConnectionError, "No token was given out.", e);
        }
    }

    private async Task<AccessToken> RequestAsync()
    {
        var now = time.GetUtcNow();
        if (!connections.TryHold()) throw new IOException("The connections are closed.");
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, connections.Settings.Address)
            {
                Version = connections.Settings.Address.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
                VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
                Content = new FormUrlEncodedContent(TokenRequest.FormOf(signIn, now)),
            };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await connections.SendAsync(request, limit.Token);
            var status = (int)response.StatusCode;
            if (status is >= 400 and < 500 and not 408 and not 429) throw new TokenRefusedException(status);
            if (status != 200) throw new IOException("The answer is no token.");
            return Read(await ReadAsync(response, limit.Token), now);
        }
        finally
        {
            connections.Release();
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxAnswerBytes + 1];
        var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return count <= MaxAnswerBytes ? buffer[..count] : throw new IOException("The answer is too long for a token.");
    }

    private static AccessToken Read(byte[] answer, DateTimeOffset now)
    {
        var json = JsonElement.Parse(answer);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("access_token", out var token) || token.GetString() is not { Length: > 0 and <= MaxTokenLength } value || !SecretReference.IsHeaderSafe(value, MaxTokenLength)) throw new IOException("The answer holds no token.");
        // Some write the number as text.
        var seconds = json.TryGetProperty("expires_in", out var lasts) && (lasts.ValueKind == JsonValueKind.Number ? lasts.TryGetInt32(out var number) : int.TryParse(lasts.GetString(), out number)) && number > 0 ? number : 0;
        if (seconds == 0) throw new IOException("The answer does not say how long the token lasts.");
        var life = TimeSpan.FromSeconds(seconds);
        var ahead = life / 5 < Ahead ? life / 5 : Ahead;
        return new AccessToken(value, now + life - ahead, now + life);
    }
}
