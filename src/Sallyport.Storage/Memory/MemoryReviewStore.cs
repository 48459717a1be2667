using Sallyport.Gateway.Review;

namespace Sallyport.Storage.Memory;

/// <summary>Reviews in memory, for tests.</summary>
public sealed class MemoryReviewStore : IReviewStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, ReviewItem> _items = [];

    public ValueTask<bool> TryAddAsync(ReviewItem item, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (var old in _items.Values.Where(i => i.At <= item.At - IReviewStore.KeptFor).ToList()) _items.Remove(old.ExchangeId);
            return new(_items.TryAdd(item.ExchangeId, item));
        }
    }

    public ValueTask<IReadOnlyList<ReviewItem>> ListAsync(ReviewQuery query, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return new(_items.Values
                .Where(i => (query.State is null || i.State == query.State) && (query.KeyId is null || i.KeyId == query.KeyId) && (query.Before is null || Order(i.ExchangeId, query.Before.Value) < 0))
                .Order(Comparer<ReviewItem>.Create((a, b) => Order(b.ExchangeId, a.ExchangeId)))
                .Take(query.Limit)
                .ToList());
        }
    }

    public ValueTask<ReviewItem?> FindAsync(Guid exchangeId, CancellationToken cancellation)
    {
        lock (_gate) return new(_items.GetValueOrDefault(exchangeId));
    }

    public ValueTask<bool> TryResolveAsync(Guid exchangeId, ReviewState state, string by, DateTimeOffset at, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_items.GetValueOrDefault(exchangeId) is not { State: ReviewState.Open } item) return new(false);
            _items[exchangeId] = item with { State = state, ResolvedBy = by, ResolvedAt = at };
            return new(true);
        }
    }

    private static int Order(Guid a, Guid b) => a.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(b.ToByteArray(bigEndian: true));
}
