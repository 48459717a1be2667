using System.Collections.Concurrent;

namespace Sallyport.Gateway.Routing.Health;

/// <summary>What is known of one upstream, and of each model at it.</summary>
internal sealed class UpstreamHealth(Uri address, TimeProvider time)
{
    /// <summary>Names of models may come from clients, and memory must not: beyond this many they are judged together.</summary>
    private const int MaxModels = 64;

    private readonly ConcurrentDictionary<string, TargetHealth> _models = new(StringComparer.Ordinal);
    private readonly TargetHealth _others = new(time);

    /// <summary>Another address is another upstream, of which nothing is known.</summary>
    public Uri Address { get; } = address;

    /// <summary>Opens when the upstream cannot be reached, whatever model is asked for.</summary>
    public Breaker Reach { get; } = new(time);

    public RetryBudget Repeats { get; } = new();

    /// <summary>Models that it was asked for, with what is known of them.</summary>
    public IReadOnlyCollection<KeyValuePair<string, TargetHealth>> Models => _models.ToArray();

    /// <summary>The state of the worst of its breakers.</summary>
    public BreakerState Worst
    {
        get
        {
            var worst = Worse(Reach.State, _others.Breaker.State);
            foreach (var (_, model) in _models) worst = Worse(worst, model.Breaker.State);
            return worst;
        }
    }

    /// <param name="model">Name of the model there; null where requests name none.</param>
    public TargetHealth For(string? model)
    {
        if (model is null) return _others;
        if (_models.TryGetValue(model, out var known)) return known;
        return _models.Count < MaxModels ? _models.GetOrAdd(model, static (_, clock) => new TargetHealth(clock), time) : _others;
    }

    private static BreakerState Worse(BreakerState one, BreakerState other) => one > other ? one : other;
}
