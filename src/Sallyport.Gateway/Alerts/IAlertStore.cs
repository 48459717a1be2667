namespace Sallyport.Gateway.Alerts;

/// <summary>Remembers which alerts were raised and which are on their way: the queue of all nodes. Every call may throw <see cref="Authentication.StoreUnavailableException"/>.</summary>
public interface IAlertStore
{
    /// <summary>Most deliveries that wait for one channel; more alerts are remembered and not sent.</summary>
    public const int MostWaiting = 1_000;

    /// <summary>Raises an alert unless one of its id was ever raised: of all nodes that notice the same, one does.</summary>
    /// <param name="channels">Where it goes; none only remembers it.</param>
    /// <returns>How many deliveries were queued; null if the alert is known.</returns>
    ValueTask<int?> TryAddAsync(Alert alert, IReadOnlyCollection<string> channels, CancellationToken cancellation);

    /// <summary>True if an alert of this id was ever raised.</summary>
    ValueTask<bool> ContainsAsync(string id, CancellationToken cancellation);

    /// <summary>Takes the oldest deliveries of a channel that are due, for a while: one that is neither ended nor postponed by then is due again, here or elsewhere.</summary>
    ValueTask<IReadOnlyList<AlertDelivery>> ClaimAsync(string channel, string node, int most, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Ends a delivery that this node has taken.</summary>
    /// <returns>False if it is not this node's any more.</returns>
    ValueTask<bool> EndAsync(string alert, string channel, string node, DeliveryState state, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Makes a delivery due again later, for whoever comes first.</summary>
    /// <returns>False if it is not this node's any more.</returns>
    ValueTask<bool> PostponeAsync(string alert, string channel, string node, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>The newest alerts first.</summary>
    /// <param name="most">1 to 1,000.</param>
    ValueTask<IReadOnlyList<AlertRecord>> ListAsync(int most, CancellationToken cancellation);

    /// <summary>Forgets alerts whose <see cref="Alert.KeepUntil"/> is over.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> PruneAsync(DateTimeOffset now, CancellationToken cancellation);
}
