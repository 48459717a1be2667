using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Forwarding;

/// <summary>The attempts of one exchange: what the record will say of them, and whether another one can be paid for. Two may run at once.</summary>
internal sealed class AttemptLog(Spending spending, HealthBoard board, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>More of them would say nothing new, and a record must stay small.</summary>
    private const int MostKept = 16;

    private readonly Lock _lock = new();
    private List<FailedAttempt>? _failed;
    private FailedAttempt? _latest;

    /// <summary>Attempts that failed and were followed by another, and targets that were passed over, in order.</summary>
    public IReadOnlyList<FailedAttempt> Failed
    {
        get
        {
            lock (_lock) return _failed is null ? [] : [.. _failed];
        }
    }

    /// <summary>Requests that left.</summary>
    public int Count { get; private set; }

    /// <summary>Target of the latest of them; null if none left.</summary>
    public RouteTarget? Last { get; private set; }

    public Priority Priority => spending.Limits.Priority;

    /// <summary>Asks for leave to send to a target.</summary>
    /// <param name="credential">Which of the upstream's keys is used.</param>
    /// <returns>Null if it fails now and somebody else is trying it.</returns>
    public TargetWatch? TryEnter(RouteTarget target, int credential)
    {
        var upstream = board.Of(target.Upstream);
        var model = upstream.For(target.Model);
        if (!upstream.Reach.TryEnter(out var reachTrial)) return null;
        if (model.Breaker.TryEnter(out var modelTrial)) return new TargetWatch(this, target, credential, upstream, model, reachTrial, modelTrial, metrics, time);
        upstream.Reach.Abandoned(reachTrial);
        return null;
    }

    /// <summary>A target is passed over.</summary>
    public void PassedOver(RouteTarget target, string code)
    {
        metrics.FellBack(target.Upstream.Id, code);
        lock (_lock) Keep(new FailedAttempt(target.Upstream.Id, code, null));
    }

    /// <summary>A target has failed and the next one is asked.</summary>
    public void FellBack(RouteTarget target, string reason) => metrics.FellBack(target.Upstream.Id, reason);

    /// <summary>Whether another attempt can be paid for.</summary>
    public ValueTask<bool> MayRepeatAsync(CancellationToken cancellation) => spending.MayRepeatAsync(cancellation);

    /// <summary>Takes what a second attempt beside the first can use.</summary>
    public ValueTask<bool> MayHedgeAsync(CancellationToken cancellation) => spending.MayHedgeAsync(cancellation);

    internal void Began(RouteTarget target)
    {
        lock (_lock)
        {
            if (_latest is { } latest) Keep(latest);
            _latest = null;
            (Count, Last) = (Count + 1, target);
            spending.AttemptBegins();
        }
    }

    internal void Ended(bool mayBeBilled)
    {
        lock (_lock) spending.AttemptEnds(mayBeBilled);
    }

    internal void NotGood(RouteTarget target, string? code, int? status)
    {
        lock (_lock) _latest = new FailedAttempt(target.Upstream.Id, code, status);
    }

    private void Keep(FailedAttempt attempt)
    {
        _failed ??= [];
        if (_failed.Count < MostKept) _failed.Add(attempt);
    }
}
