namespace Sallyport.Gateway.Configuration;

/// <summary>Small named values of the installation, kept beside the data: hashes and fingerprints, never a secret.</summary>
public interface ISettingStore
{
    /// <summary>The value, or null.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The store gave no answer.</exception>
    ValueTask<byte[]?> FindAsync(string name, CancellationToken cancellation);

    /// <summary>Sets a value that is not there yet. False, and nothing changes, if it is.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The value is not durable.</exception>
    ValueTask<bool> TryAddAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation);

    /// <summary>Sets a value, whether or not there is one.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The value is not durable.</exception>
    ValueTask SetAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation);
}
