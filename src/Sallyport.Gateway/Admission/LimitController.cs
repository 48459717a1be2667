using System.Globalization;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Configuration.Compiling;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Settlement;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Admission;

/// <summary>Decides whether a caller may have this exchange, and takes the most that it can use from every limit and budget that applies.</summary>
/// <remarks>Reserving first and settling later means two racing requests can never both spend the last cent.</remarks>
internal sealed partial class LimitController(ILimitCounters counters, LimitHolders holders, ISpendObserver observer, ILogger<LimitController> logger)
{
    /// <summary>Takes one request and its bytes.</summary>
    /// <returns>What was taken; or 429 <c>rate_limited</c>, 503 <c>limits_unavailable</c>.</returns>
    public ValueTask<Outcome<Spending>> EnterAsync(Exchange exchange, RequestBody body, Caller caller)
    {
        var limits = exchange.Snapshot.Spend.LimitsOf(caller.Key, holders);
        return limits.HasEntry ? TakeEntryAsync(limits, exchange, body, caller) : new(new Spending(limits, null, body.Bytes.Length));
    }

    private async ValueTask<Outcome<Spending>> TakeEntryAsync(CallerLimits limits, Exchange exchange, RequestBody body, Caller caller)
    {
        var entry = limits.Entry(scope => HolderOf(scope, exchange, body, caller, null));
        if (!(await TakeAsync(entry, new Amounts(1, 0, body.Bytes.Length, 0), limits, exchange, caller)).TryGet(out var take, out var no)) return no;
        LimitHeaders.Write(exchange, take.Read());
        return new Spending(limits, take, body.Bytes.Length);
    }

    /// <summary>Checks the length of the input, and takes the most tokens and money that one attempt can use.</summary>
    /// <returns>The plan, without targets whose price is needed and not known, and with the cap on output that was reckoned with;
    /// or 413 <c>input_too_long</c>, 402 <c>budget_exhausted</c>, 402 <c>request_over_budget</c>, 429 <c>rate_limited</c>, 403 <c>price_unknown</c>, 400 <c>spend_unbounded</c>, 503 <c>limits_unavailable</c>.</returns>
    public ValueTask<Outcome<RoutePlan>> ReserveAsync(Spending spending, Exchange exchange, RequestBody body, InspectedRequest request, RoutePlan plan, Caller caller)
    {
        var limits = spending.Limits;
        if (limits.Tier.MaxInputTokens is { } most && AttemptBound.Asks(exchange.Match.Endpoint!.Value) && InputLength.Exceeds(request, plan.Targets[0], most)) return new(Rejection.InputTooLong(limits.Tier.Name, most));
        return limits.HasReserve || limits.Caps.Count > 0 ? TakeReserveAsync(spending, exchange, body, request, plan, caller) : new(plan);
    }

    private async ValueTask<Outcome<RoutePlan>> TakeReserveAsync(Spending spending, Exchange exchange, RequestBody body, InspectedRequest request, RoutePlan plan, Caller caller)
    {
        var (limits, endpoint) = (spending.Limits, exchange.Match.Endpoint!.Value);

        // 1. Which counters, and which price stands in where none is known?
        var (asked, first) = (exchange.ModelOf(body), plan.Targets[0]);
        var reserve = limits.Reserve(asked, first.Model, first.Upstream.Id, scope => HolderOf(scope, exchange, body, caller, first), out var rules);
        var caps = limits.Caps.Where(c => c.Match.FitsTarget(asked, first.Model, first.Upstream.Id)).ToArray();
        var ceiling = CeilingOf(rules, caps, out var needsPrice);
        var countsSpend = caps.Length > 0 || rules.Any(r => r.Rule.Unit is LimitUnit.Tokens or LimitUnit.NanoUsd);
        if (reserve.Count == 0 && caps.Length == 0) return plan;

        // 2. The most that any of the targets can use.
        var bound = default(AttemptBound);
        if (countsSpend)
        {
            var (priced, isUnbounded) = (new List<RouteTarget>(plan.Targets.Count), false);
            foreach (var target in plan.Targets)
            {
                var price = target.Model is { } model ? exchange.Snapshot.Prices.Find(ProviderNames.NameOf(target.Upstream.Provider), model, DateOnly.FromDateTime(exchange.At.UtcDateTime)) : null;
                if (AttemptBound.Of(endpoint, request, target, price, ceiling, exchange.Snapshot.Spend.DefaultOutputTokens) is not { } one)
                {
                    isUnbounded = true;
                    continue;
                }

                if (needsPrice && one.NanoUsd is null) continue;
                priced.Add(one.OutputCap is { } cap ? target with { OutputCap = cap } : target);
                bound = new AttemptBound(Math.Max(bound.Input, one.Input), Math.Max(bound.Output, one.Output), Math.Max(bound.NanoUsd ?? 0, one.NanoUsd ?? 0), null);
            }

            if (priced.Count == 0) return isUnbounded ? Rejection.SpendUnbounded : Rejection.PriceUnknown;
            plan = plan with { Targets = priced };
            if (needsPrice) exchange.SetHeader("x-sallyport-cost-limit-usd", MoneyText.Format(bound.NanoUsd ?? 0));
        }

        // 3. Each request by itself, then all of them together.
        foreach (var cap in caps)
        {
            var needed = cap.Unit is LimitUnit.Tokens ? bound.Tokens : bound.NanoUsd ?? 0;
            if (needed > cap.Most) return Rejection.RequestOverBudget(cap.Id, Shown(cap.Unit, cap.Most, exchange), Shown(cap.Unit, needed, exchange));
        }

        Take? take = null;
        if (reserve.Count > 0 && !(await TakeAsync(reserve, bound.ToAmounts() with { Requests = 1, Bytes = body.Bytes.Length }, limits, exchange, caller)).TryGet(out take, out var no)) return no;
        if (take is not null) LimitHeaders.Write(exchange, take.Read());
        spending.Reserved(take, bound, ceiling, reserve);
        return plan;
    }

    /// <summary>Looks which budgets and limits of tokens have not enough left for a request. Takes nothing.</summary>
    /// <returns>Null if they do not answer.</returns>
    public async ValueTask<IReadOnlyList<RefusingLimit>?> FindRefusingAsync(Exchange exchange, Endpoint endpoint, RequestBody body, Caller caller, RouteTarget target)
    {
        var limits = exchange.Snapshot.Spend.LimitsOf(caller.Key, holders);
        var asked = exchange.ModelOf(body);
        var counted = limits.Reserve(asked, target.Model, target.Upstream.Id, scope => HolderOf(scope, exchange, body, caller, target), out var rules);
        var caps = limits.Caps.Where(c => c.Match.FitsTarget(asked, target.Model, target.Upstream.Id)).ToArray();
        var ceiling = CeilingOf(rules, caps, out _);
        var price = exchange.Snapshot.Prices.Find(ProviderNames.NameOf(target.Upstream.Provider), target.Model!, DateOnly.FromDateTime(exchange.At.UtcDateTime));
        var bound = AttemptBound.Of(endpoint, body, target, price, ceiling, exchange.Snapshot.Spend.DefaultOutputTokens);
        var refusing = new List<RefusingLimit>();
        foreach (var cap in caps) Look(cap.Id, cap.Unit, cap.Most, cap.Most);
        try
        {
            foreach (var counter in counted)
            {
                if (counter.Rule.Unit is not (LimitUnit.Tokens or LimitUnit.NanoUsd)) continue;
                var reading = await counters.ReadAsync(counter, exchange.Aborted);
                Look(counter.Rule.Id, counter.Rule.Unit, reading.Limit, reading.Remaining);
            }
        }
        catch (StoreUnavailableException e)
        {
            Log.Unread(logger, e.Message);
            return null;
        }

        return refusing;

        void Look(string id, LimitUnit unit, long limit, long left)
        {
            var needed = unit is LimitUnit.Tokens ? bound?.Tokens : bound?.NanoUsd;
            if (needed is null || needed > left) refusing.Add(new RefusingLimit(id, Shown(unit, limit, exchange), Shown(unit, left, exchange), needed is { } most ? Shown(unit, most, exchange) : null));
        }
    }

    private async ValueTask<Outcome<Take>> TakeAsync(IReadOnlyList<Counter> wanted, Amounts most, CallerLimits limits, Exchange exchange, Caller caller)
    {
        TakeResult result;
        try
        {
            result = await counters.TryTakeAsync(wanted, most, exchange.Aborted);
        }
        catch (StoreUnavailableException e)
        {
            Log.Unavailable(logger, e.Message);
            return Rejection.LimitsUnavailable; // fail closed: an unchecked limit is a broken limit
        }

        if (result.Take is { } take) return take;
        var refusal = result.Refusal!;
        var rule = refusal.Counter.Rule;
        Log.Refused(logger, caller.KeyId, rule.Id);
        observer.Refused(refusal.Counter);
        LimitHeaders.Write(exchange, [new LimitReading(refusal.Counter, refusal.Limit, refusal.Limit - refusal.Remaining, 0, refusal.Wait)]);
        var figures = new LimitFigures(rule, Shown(rule.Unit, refusal.Limit, exchange), Shown(rule.Unit, refusal.Remaining, exchange), Shown(rule.Unit, refusal.Asked, exchange), refusal.Wait);
        return limits.IsBudget(rule) ? Rejection.BudgetExhausted(figures) : Rejection.RateLimited(figures);
    }

    private string HolderOf(LimitScope scope, Exchange exchange, RequestBody body, Caller caller, RouteTarget? target) => scope switch
    {
        LimitScope.Address => holders.OfAddress(exchange.ClientIp),
        LimitScope.EndUser => holders.OfEndUser(caller.Key, body.Facts.EndUser),
        LimitScope.Upstream => target!.Upstream.Id,
        // A declared name is the operator's word for it; any other name is the upstream's, so that no alias has a count of its own.
        LimitScope.Model => exchange.ModelOf(body) is { } asked && exchange.Snapshot.Names.Find(asked) is { Rest: null } ? asked : target!.Model ?? "none",
        _ => throw new InvalidOperationException("The key alone decides this scope."),
    };

    /// <summary>The dearest of the prices that stand in for an unknown one; null if a rule in money has none.</summary>
    private static CeilingPrice? CeilingOf(IReadOnlyList<AppliedRule> rules, RequestCap[] caps, out bool needsPrice)
    {
        var isDeclared = true;
        (needsPrice, var input, var output) = (false, 0L, 0L);
        foreach (var ceiling in rules.Where(r => r.Rule.Unit is LimitUnit.NanoUsd).Select(r => r.Ceiling).Concat(caps.Where(c => c.Unit is LimitUnit.NanoUsd).Select(c => c.Ceiling)))
        {
            needsPrice = true;
            isDeclared &= ceiling is not null;
            (input, output) = (Math.Max(input, ceiling?.InputNanoUsd ?? 0), Math.Max(output, ceiling?.OutputNanoUsd ?? 0));
        }

        return needsPrice && isDeclared ? new CeilingPrice(input, output) : null;
    }

    private static string Shown(LimitUnit unit, long amount, Exchange exchange) => unit switch
    {
        LimitUnit.NanoUsd => DisplayCurrency.Show(amount, exchange.Snapshot.Spend.Display),
        LimitUnit.Tokens => string.Create(CultureInfo.InvariantCulture, $"{amount} tokens"),
        LimitUnit.Bytes => string.Create(CultureInfo.InvariantCulture, $"{amount} bytes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{amount} requests"),
    };

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Key {KeyId} refused by limit {LimitId}")]
        public static partial void Refused(ILogger logger, string keyId, string limitId);

        [LoggerMessage(3003, LogLevel.Warning, "Limits cannot be read; the estimate says nothing of them ({Reason})")]
        public static partial void Unread(ILogger logger, string reason);

        [LoggerMessage(3002, LogLevel.Error, "Limits cannot be checked; refusing requests ({Reason})")]
        public static partial void Unavailable(ILogger logger, string reason);
    }
}
