using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Sallyport.Gateway.Authentication;

/// <summary>All keys in memory, so that authenticating waits for nothing. Followed by <see cref="KeyRingRefresher"/>.</summary>
/// <remarks>When the store fails, the last good keys serve for <see cref="KeepFor"/>; after that every key is refused, since a revocation could have been missed.</remarks>
public sealed partial class KeyRing(IKeyStore store, TimeProvider time, ILogger<KeyRing> logger) : IDisposable
{
    /// <summary>How often the store's revision is asked for: 1 s.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long keys serve without hearing from the store: 30 s.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile Loaded? _loaded;
    private bool _failing;

    /// <summary>False before the first load, and after the store has been silent for <see cref="KeepFor"/>.</summary>
    public bool IsAvailable => _loaded is { } loaded && time.GetElapsedTime(loaded.HeardAt) < KeepFor;

    /// <summary>Number of keys held, revoked ones too.</summary>
    public int Count => _loaded?.Keys.Count ?? 0;

    /// <summary>Takes over what changed in the store. Call it after a local change; otherwise the refresher does.</summary>
    /// <returns>False if the store did not answer; the keys held stay in use for now.</returns>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellation)
    {
        await _refreshing.WaitAsync(cancellation);
        try
        {
            var heardAt = time.GetTimestamp();
            // Revision first: a change between the two reads is then loaded once more instead of being missed.
            var revision = await store.GetRevisionAsync(cancellation);
            if (_loaded is { } loaded && loaded.Revision == revision) loaded.HeardAt = heardAt;
            else _loaded = new Loaded(revision, await store.ListAsync(cancellation), heardAt);

            if (_failing) Log.StoreBack(logger);
            _failing = false;
            return true;
        }
        catch (StoreUnavailableException e)
        {
            if (!_failing) Log.StoreUnavailable(logger, KeepFor.TotalSeconds, e);
            _failing = true;
            return false;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public void Dispose() => _refreshing.Dispose();

    /// <summary>Looks an id up.</summary>
    /// <returns>False if keys cannot be checked now; a null key means that nobody has this id.</returns>
    internal bool TryFind(ReadOnlySpan<char> id, out RingKey? key)
    {
        key = null;
        if (_loaded is not { } loaded || time.GetElapsedTime(loaded.HeardAt) >= KeepFor) return false;
        loaded.ById.TryGetValue(id, out key);
        return true;
    }

    private sealed class Loaded
    {
        public Loaded(long revision, IReadOnlyList<VirtualKeyRecord> keys, long heardAt)
        {
            Revision = revision;
            HeardAt = heardAt;
            Keys = keys.ToFrozenDictionary(k => k.Id, k => new RingKey(k), StringComparer.Ordinal);
            ById = Keys.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public long Revision { get; }

        public FrozenDictionary<string, RingKey> Keys { get; }

        public FrozenDictionary<string, RingKey>.AlternateLookup<ReadOnlySpan<char>> ById { get; }

        /// <summary>Timestamp taken before the store was last asked with success.</summary>
        public long HeardAt { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "Key store unavailable; the keys held serve for {Seconds} s, then every key is refused")]
        public static partial void StoreUnavailable(ILogger logger, double seconds, Exception e);

        [LoggerMessage(1002, LogLevel.Information, "Key store answers again")]
        public static partial void StoreBack(ILogger logger);
    }
}
