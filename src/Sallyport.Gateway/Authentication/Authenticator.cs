using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Authentication;

/// <summary>Says who asks, from the virtual key that the request carries.</summary>
/// <remarks>An unknown id and a wrong secret get the same answer in the same time: both are hashed and compared.</remarks>
public sealed partial class Authenticator(KeyRing ring, KeyHasher hasher, TimeProvider time, ILogger<Authenticator> logger)
{
    /// <param name="presented">The key string as the listener found it; null or empty if there was none.</param>
    /// <returns>The caller; or 401 <c>key_missing</c>, 401 <c>key_invalid</c>, 403 <c>key_disabled</c>, 403 <c>key_expired</c>, 503 <c>keys_unavailable</c>.</returns>
    public Outcome<Caller> Authenticate(string? presented) => Authenticate(presented, connection: null);

    /// <param name="connection">Spares the hash if the connection has proved this very string before; null if there is none.</param>
    internal Outcome<Caller> Authenticate(string? presented, ConnectionKey? connection)
    {
        if (string.IsNullOrEmpty(presented)) return Rejection.KeyMissing;
        var now = time.GetUtcNow();
        if (connection?.Proof is { } proof && ReferenceEquals(proof.Presented, presented))
        {
            if (!ring.TryFind(proof.Key.Caller.KeyId, out var known)) return Rejection.KeysUnavailable;
            if (ReferenceEquals(known, proof.Key) && !(proof.NotAfter <= now)) return Answer(known, proof.NotAfter, now);
            connection.Proof = null;
        }

        if (!VirtualKey.TryParse(presented, out _, out var id)) return Rejection.KeyInvalid;
        if (!ring.TryFind(id, out var found)) return Rejection.KeysUnavailable; // fail closed: a revocation could have been missed

        Span<byte> hash = stackalloc byte[KeyHasher.Size];
        hasher.Hash(presented, hash);
        var matches = (found ?? RingKey.Nobody).Matches(hash, now, out var until);
        if (!matches || found is null) return Rejection.KeyInvalid;
        if (connection is not null) connection.Proof = new KeyProof(presented, found, until);
        return Answer(found, until, now);
    }

    private Outcome<Caller> Answer(RingKey found, DateTimeOffset? until, DateTimeOffset now)
    {
        var caller = found.Caller;
        if (caller.Key.State is not KeyState.Active) return Rejection.KeyDisabled;
        if (caller.Key.ExpiresAt <= now) return Rejection.KeyExpired;
        if (until is not null && found.ShouldNoticeOldSecret(now)) Log.OldSecretUsed(logger, caller.KeyId);
        return caller;
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "Key {KeyId} was used with its old secret, which ends soon; give the new one to its owner")]
        public static partial void OldSecretUsed(ILogger logger, string keyId);
    }
}
