using System.Security.Cryptography;

namespace Sallyport.Gateway.Authentication;

/// <summary>A key as the data path sees it: the caller it makes, and the hashes to compare with.</summary>
internal sealed class RingKey
{
    private static readonly TimeSpan OldSecretNoticeEvery = TimeSpan.FromMinutes(1);

    private readonly (byte[] Hash, DateTimeOffset? NotAfter)[] _secrets;
    private long _noticedAt = long.MinValue;

    public RingKey(VirtualKeyRecord record)
    {
        Caller = new Caller(record);
        // At least two comparisons for every key, so that time does not tell a key in rotation from an unknown one.
        var secrets = record.Secrets.Select(s => (s.Hash.ToArray(), s.NotAfter)).ToList();
        while (secrets.Count < 2) secrets.Add((Unmatchable(), DateTimeOffset.MinValue));
        _secrets = [.. secrets];
    }

    private RingKey()
    {
        Caller = null!;
        _secrets = [(Unmatchable(), DateTimeOffset.MinValue), (Unmatchable(), DateTimeOffset.MinValue)];
    }

    /// <summary>Stands in for an id that is not there: costs the same to compare with and never matches.</summary>
    public static RingKey Nobody { get; } = new();

    public Caller Caller { get; }

    /// <summary>Compares with every secret, whatever the first one says.</summary>
    /// <param name="until">End of the secret that matched; null for the current one.</param>
    public bool Matches(ReadOnlySpan<byte> hash, DateTimeOffset now, out DateTimeOffset? until)
    {
        var matched = false;
        until = null;
        foreach (var (stored, notAfter) in _secrets)
        {
            if (!CryptographicOperations.FixedTimeEquals(stored, hash) || notAfter <= now) continue;
            matched = true;
            until = notAfter;
        }

        return matched;
    }

    /// <summary>True at most once a minute: a busy client on its old secret must not flood the log.</summary>
    public bool ShouldNoticeOldSecret(DateTimeOffset now)
    {
        var before = Volatile.Read(ref _noticedAt);
        return (before == long.MinValue || now.Ticks - before >= OldSecretNoticeEvery.Ticks)
            && Interlocked.CompareExchange(ref _noticedAt, now.Ticks, before) == before;
    }

    private static byte[] Unmatchable() => RandomNumberGenerator.GetBytes(KeyHasher.Size);
}
