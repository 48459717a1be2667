namespace Sallyport.Gateway.Admission.Stops;

/// <summary>Keeps the switches that are set; how they came and went is in the record. Every call may throw <see cref="Authentication.StoreUnavailableException"/>.</summary>
public interface IStopStore
{
    /// <summary>All of them, oldest first. Cheap: it is asked for each second.</summary>
    ValueTask<IReadOnlyList<StopSwitch>> ListAsync(CancellationToken cancellation);

    /// <summary>Sets a switch; one that lets a share through becomes this one.</summary>
    /// <returns>False if the holder is stopped in full already: then nothing changes.</returns>
    ValueTask<bool> TrySetAsync(StopSwitch stop, CancellationToken cancellation);

    /// <summary>Lets a share through from now on.</summary>
    /// <param name="share">1 to 99.</param>
    /// <returns>False if there is no such switch.</returns>
    ValueTask<bool> TryShareAsync(StopScope scope, string holder, int share, CancellationToken cancellation);

    /// <summary>Takes a switch away.</summary>
    /// <returns>False if there is no such switch.</returns>
    ValueTask<bool> TryLiftAsync(StopScope scope, string holder, CancellationToken cancellation);
}
