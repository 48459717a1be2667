using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;

namespace Sallyport.Gateway.Admission;

/// <summary>What one exchange has taken from its limits and budgets, from the first counter to the settlement. Used by one thread at a time.</summary>
internal sealed class Spending(CallerLimits limits, Take? entry, long bytes) : IDisposable
{
    private Take? _reserve;
    private IReadOnlyList<Counter> _counters = [];
    private AttemptBound _bound;
    private CeilingPrice? _ceiling;
    private Func<IReadOnlyList<Charge>, ValueTask>? _record;
    private int _lost, _extensions, _open;
    private bool _isEnded;

    public CallerLimits Limits { get; } = limits;

    /// <summary>The most that one attempt can use; default until it is known.</summary>
    public AttemptBound Bound => _bound;

    /// <summary>True if money or tokens were taken, so that a further attempt may take more.</summary>
    public bool HasReserve => _reserve is not null;

    /// <summary>Notes what was reserved for the attempt to come.</summary>
    /// <param name="reserve">Null if no counter needed it.</param>
    /// <param name="counters">What was taken from.</param>
    public void Reserved(Take? reserve, AttemptBound bound, CeilingPrice? ceiling, IReadOnlyList<Counter> counters) => (_reserve, _bound, _ceiling, _counters) = (reserve, bound, ceiling, counters);

    /// <summary>Says which budgets were charged.</summary>
    public void Tell(ISpendObserver observer)
    {
        for (var i = 0; i < _counters.Count; i++) observer.Charged(_counters[i]);
    }

    /// <summary>Charges of the intent. From now on what became of them may be unknown.</summary>
    /// <param name="recordExtension">Makes charges of a further attempt durable.</param>
    public IReadOnlyList<Charge> BeginRecording(Func<IReadOnlyList<Charge>, ValueTask>? recordExtension)
    {
        _record = recordExtension;
        entry?.BeginRecording();
        _reserve?.BeginRecording();
        return Joined(entry?.Charges, _reserve?.Charges);
    }

    /// <summary>Replaces what was reserved by what was used.</summary>
    /// <returns>Charges of the result.</returns>
    public IReadOnlyList<Charge> Settle(in AnswerFacts answer, RouteTarget? target, PriceTable prices)
    {
        if (_isEnded) return [];
        _isEnded = true;
        return Joined(entry?.Settle(new Amounts(1, 0, bytes, 0)), _reserve?.Settle(ActualOf(answer, target, prices)));
    }

    /// <summary>The same for an exchange that passes without a record.</summary>
    public void SettleUnrecorded(in AnswerFacts answer, RouteTarget? target, PriceTable prices)
    {
        if (_isEnded) return;
        _isEnded = true;
        entry?.SettleUnrecorded(new Amounts(1, 0, bytes, 0));
        _reserve?.SettleUnrecorded(ActualOf(answer, target, prices));
    }

    /// <summary>A request is about to leave.</summary>
    public void AttemptBegins() => _open++;

    /// <summary>It has an answer, or never will have one.</summary>
    /// <param name="mayBeBilled">True if the upstream may have done the work and nobody knows: then it counts in full.</param>
    public void AttemptEnds(bool mayBeBilled)
    {
        if (_open > 0 && mayBeBilled) _lost++;
        if (_open > 0) _open--;
    }

    /// <summary>Whether another attempt can be paid for, if those before may have been billed.</summary>
    public ValueTask<bool> MayRepeatAsync(CancellationToken cancellation) =>
        _reserve is null || _lost <= _extensions ? new(true) : TryExtendAsync(cancellation); // what is reserved covers those lost and one more

    /// <summary>Whether an attempt can be paid for beside the one that is open: both may be billed.</summary>
    public ValueTask<bool> MayHedgeAsync(CancellationToken cancellation) => _reserve is null || _lost < _extensions ? new(true) : TryExtendAsync(cancellation);

    private async ValueTask<bool> TryExtendAsync(CancellationToken cancellation)
    {
        try
        {
            if (!await _reserve!.TryExtendAsync(_bound.ToAmounts(), cancellation)) return false;
            _extensions++;
            if (_reserve.TakeExtension() is { Count: > 0 } charges && _record is not null) await _record(charges);
            return true;
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            return false; // fail closed: the attempt before has its own answer, which the client gets
        }
    }

    public void Dispose()
    {
        entry?.Dispose();
        _reserve?.Dispose();
    }

    /// <summary>
    /// What the exchange used. 1. Attempts that may have been billed unseen count in full. 2. No answer, or one that says no, costs nothing more.
    /// 3. What the upstream reports counts as it is, also above what was reserved. 4. What it does not report: what was seen of it, else the most it can be.
    /// </summary>
    private Amounts ActualOf(in AnswerFacts answer, RouteTarget? target, PriceTable prices)
    {
        long lost = _lost;
        var (tokens, nanoUsd) = (Scaled(_bound.Tokens, lost), Scaled(_bound.NanoUsd ?? 0, lost));
        if (target is null || answer.Status is null or < 200 or >= 300 || _bound.IsFree) return new Amounts(1, tokens, 0, nanoUsd);

        var usage = answer.Usage;
        var isKnown = !answer.IsCut && usage is { Input: >= 0, Output: >= 0 };
        var input = usage.Input is >= 0 and var reported ? reported : _bound.Input;
        var output = isKnown ? usage.Output!.Value : OutputOf(answer);
        var cost = (isKnown ? answer.CostNanoUsd : null) ?? PriceOf(target, prices, answer.Day)?.CostOf(usage with { Input = input, Output = output }) ?? AttemptBound.CeilingOf(input, output, _ceiling) ?? _bound.NanoUsd ?? 0;
        return new Amounts(1, Sum(tokens, Sum(input, output)), 0, Sum(nanoUsd, cost));
    }

    private static ModelPrice? PriceOf(RouteTarget target, PriceTable prices, DateOnly day) =>
        target.Model is { } model ? prices.Find(Configuration.ProviderNames.NameOf(target.Upstream.Provider), model, day) : null;

    // No text has more tokens than bytes. What a model thinks unseen is not among what was seen: then, and if nothing was, the most it can be.
    private long OutputOf(in AnswerFacts answer) =>
        answer.SeenBytes == 0 || answer.MayThinkUnseen ? Math.Max(_bound.Output, answer.Usage.Output ?? 0) : Math.Max(answer.Usage.Output ?? 0, Math.Min(_bound.Output, answer.SeenBytes));

    private static IReadOnlyList<Charge> Joined(IReadOnlyList<Charge>? first, IReadOnlyList<Charge>? second) =>
        first is not { Count: > 0 } ? second ?? [] : second is not { Count: > 0 } ? first : [.. first, .. second];

    private static long Scaled(long amount, long times) => (long)Int128.Min((Int128)amount * times, Amounts.Most);

    private static long Sum(long a, long b) => (long)Int128.Min((Int128)a + b, Amounts.Most);
}
