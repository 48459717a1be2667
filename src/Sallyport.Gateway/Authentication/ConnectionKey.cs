namespace Sallyport.Gateway.Authentication;

/// <summary>The key that a connection presented last, and the proof that it was good: a client that stays connected is not hashed anew for each request.</summary>
/// <remarks>
/// The server hands out the very same string for a header that repeats the one of the request before. Only that object counts, never an equal
/// text, so nothing is compared and there is no time to measure. The key is kept no longer than the server itself keeps the header: with the
/// connection. For HTTP/1.1, where a connection has one request at a time.
/// </remarks>
internal sealed class ConnectionKey
{
    private string? _header, _presented;

    /// <summary>What the authenticator found out about the key presented last; null if it was not good.</summary>
    public KeyProof? Proof { get; set; }

    /// <summary>The key in a header's value: cut out anew, or the one that was cut out of this very string before.</summary>
    public string Presented(string header, Func<string, string> cut)
    {
        if (ReferenceEquals(header, _header)) return _presented!;
        Proof = null;
        (_header, _presented) = (header, cut(header));
        return _presented;
    }
}

/// <summary>That a presented string is a good secret of an entry of the key ring, until the entry is replaced or the secret ends.</summary>
/// <remarks>No record: a record prints its members.</remarks>
internal sealed class KeyProof(string presented, RingKey key, DateTimeOffset? notAfter)
{
    public string Presented { get; } = presented;

    public RingKey Key { get; } = key;

    public DateTimeOffset? NotAfter { get; } = notAfter;
}
