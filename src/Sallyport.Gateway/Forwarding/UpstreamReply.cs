namespace Sallyport.Gateway.Forwarding;

/// <summary>An upstream's answer whose head has arrived. Disposing it before the end cancels the upstream at once.</summary>
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
