using Sallyport.Gateway.Alerts;

namespace Sallyport.Storage.Memory;

/// <summary>Alerts in memory, for tests.</summary>
public sealed class MemoryAlertStore : IAlertStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly List<Delivery> _deliveries = [];

    public ValueTask<int?> TryAddAsync(Alert alert, IReadOnlyCollection<string> channels, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_alerts.TryAdd(alert.Id, alert)) return new((int?)null);
            var free = channels.Where(c => _deliveries.Count(d => d.Channel == c && d.State is DeliveryState.Waiting) < IAlertStore.MostWaiting).ToArray();
            _deliveries.AddRange(free.Select(c => new Delivery(alert.Id, c) { Due = alert.At }));
            return new(free.Length);
        }
    }

    public ValueTask<bool> ContainsAsync(string id, CancellationToken cancellation)
    {
        lock (_gate) return new(_alerts.ContainsKey(id));
    }

    public ValueTask<IReadOnlyList<AlertDelivery>> ClaimAsync(string channel, string node, int most, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var due = _deliveries.Where(d => d.Channel == channel && d.State is DeliveryState.Waiting && d.Due <= now).OrderBy(d => _alerts[d.Alert].At).ThenBy(d => d.Alert, StringComparer.Ordinal).Take(most).ToArray();
            foreach (var delivery in due) (delivery.Node, delivery.Due, delivery.Attempts) = (node, now + lease, delivery.Attempts + 1);
            return new([.. due.Select(d => new AlertDelivery(_alerts[d.Alert], channel, d.Attempts - 1))]);
        }
    }

    public ValueTask<bool> EndAsync(string alert, string channel, string node, DeliveryState state, DateTimeOffset at, CancellationToken cancellation) =>
        new(Change(alert, channel, node, d => (d.State, d.Due) = (state, at)));

    public ValueTask<bool> PostponeAsync(string alert, string channel, string node, DateTimeOffset until, CancellationToken cancellation) =>
        new(Change(alert, channel, node, d => (d.Node, d.Due) = ("", until)));

    public ValueTask<IReadOnlyList<AlertRecord>> ListAsync(int most, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return new([.. _alerts.Values.OrderByDescending(a => a.At).ThenByDescending(a => a.Id, StringComparer.Ordinal).Take(most).Select(a =>
                new AlertRecord(a, [.. _deliveries.Where(d => d.Alert == a.Id).OrderBy(d => d.Channel, StringComparer.Ordinal).Select(d => new DeliveryRecord(d.Channel, d.State, d.Attempts, d.Due))]))]);
        }
    }

    public ValueTask<int> PruneAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var old = _alerts.Values.Where(a => a.KeepUntil < now).Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var id in old) _alerts.Remove(id);
            _deliveries.RemoveAll(d => old.Contains(d.Alert));
            return new(old.Count);
        }
    }

    private bool Change(string alert, string channel, string node, Action<Delivery> change)
    {
        lock (_gate)
        {
            if (_deliveries.FirstOrDefault(d => d.Alert == alert && d.Channel == channel && d.Node == node && d.State is DeliveryState.Waiting) is not { } delivery) return false;
            change(delivery);
            return true;
        }
    }

    private sealed class Delivery(string alert, string channel)
    {
        public string Alert { get; } = alert;

        public string Channel { get; } = channel;

        public DeliveryState State { get; set; } = DeliveryState.Waiting;

        public int Attempts { get; set; }

        public string Node { get; set; } = "";

        public DateTimeOffset Due { get; set; }
    }
}
