namespace Sallyport.Gateway.Audit;

/// <summary>Takes bodies of leaves away. Who calls it has written the <c>audit.pruned</c> leaf that allows it, and that leaf is durable.</summary>
public interface ILeafPruning
{
    /// <summary>Makes tombstones of leaves, in one short transaction: body, key, exchange and decision go; the hash stays in the tiles, so that every proof stays valid.</summary>
    /// <param name="sequences">At most 1,000. Leaf 0, the last leaf and leaves that no checkpoint covers are left alone, whatever is asked.</param>
    /// <returns>How many were taken away; those that were gone before do not count.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time; none or all were taken away.</exception>
    ValueTask<int> PruneAsync(IReadOnlyList<long> sequences, CancellationToken cancellation);
}
