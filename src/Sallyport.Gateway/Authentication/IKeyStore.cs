namespace Sallyport.Gateway.Authentication;

/// <summary>Keeps virtual keys. Every call may throw <see cref="StoreUnavailableException"/>.</summary>
public interface IKeyStore
{
    /// <summary>All keys, revoked ones too, by creation.</summary>
    ValueTask<IReadOnlyList<VirtualKeyRecord>> ListAsync(CancellationToken cancellation);

    /// <summary>One key by public id, or null.</summary>
    ValueTask<VirtualKeyRecord?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>Adds a key. False if the id is taken.</summary>
    ValueTask<bool> TryAddAsync(VirtualKeyRecord key, CancellationToken cancellation);

    /// <summary>Replaces the key whose stored version is <c>key.Version - 1</c>. False if it changed meanwhile or is not there.</summary>
    ValueTask<bool> TryReplaceAsync(VirtualKeyRecord key, CancellationToken cancellation);

    /// <summary>A number that grows whenever any key changes, whoever changed it. Cheap: it is asked for each second.</summary>
    ValueTask<long> GetRevisionAsync(CancellationToken cancellation);
}

/// <summary>A store gave no answer in time, or said that it cannot.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True if the write was begun and may have happened all the same: a disk that hung, a sync that failed.</summary>
    public bool MayBeWritten { get; init; }
}
