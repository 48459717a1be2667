namespace Sallyport.Gateway.Forwarding;

/// <summary>
/// An upstream's answer whose head has arrived. Disposing it before the end cancels the upstream: over HTTP/2 at once, over HTTP/1.1
/// within 100 ms, the time in which a rest that is all but here may still arrive and save the connection.
/// </summary>
public sealed class UpstreamReply(int status, string? contentType, IReadOnlyList<KeyValuePair<string, string>> headers, Stream body, int attempts, IDisposable? owner) : IAsyncDisposable
{
    public int Status { get; } = status;

    /// <summary>Media type without parameters, lower case: <c>text/event-stream</c>.</summary>
    public string? ContentType { get; } = contentType;

    /// <summary>Response headers that passed the allow list and may go to the client.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = headers;

    /// <summary>
    /// The body. Reads throw <see cref="UpstreamFaultException"/> when the upstream breaks off or stays silent for longer than its idle time limit.
    /// </summary>
    public Stream Body { get; } = body;

    /// <summary>Tries it took, at least 1.</summary>
    public int Attempts { get; } = attempts;

    /// <summary>Bytes of the body as the upstream announced them; null if it did not. A hint: compare it with a limit before reading, never trust it.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The upstream took the whole request before it answered.</summary>
    public bool HasTakenRequest { get; init; }

    /// <summary>The upstream did not accept the gateway's own credential. Body and headers are empty then: what it says about our key stays here.</summary>
    public bool RefusesCredential { get; private init; }

    /// <summary>The same reply with another body, which owns this one's.</summary>
    /// <param name="length">Bytes of the new body; null if nobody knows.</param>
    internal UpstreamReply With(string? contentType, Stream body, long? length) => new(Status, contentType, Headers, body, Attempts, owner) { ContentLength = length, HasTakenRequest = HasTakenRequest };

    internal static UpstreamReply RefusingCredential(int status, int attempts) => new(status, null, [], Stream.Null, attempts, null) { RefusesCredential = true };

    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync();
        owner?.Dispose();
    }
}

/// <summary>The upstream failed in the middle of its answer.</summary>
public sealed class UpstreamFaultException(Pipeline.Rejection rejection, Exception? inner = null) : Exception(rejection.Code, inner)
{
    public Pipeline.Rejection Rejection { get; } = rejection;
}
