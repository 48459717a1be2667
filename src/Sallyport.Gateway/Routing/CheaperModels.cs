using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Routing;

/// <summary>Says which requests go to a cheaper model than they ask for.</summary>
/// <remarks>Only where nothing hangs on the model: an embedding of another model would be of no use, and a conversation that the provider keeps stays where it is.</remarks>
internal sealed partial class CheaperModels(ILimitCounters counters, LimitHolders holders, ILogger<CheaperModels> logger)
{
    /// <returns>The first rule that applies; null to ask for what the client asks for.</returns>
    public async ValueTask<CheaperRule?> FindAsync(Exchange exchange, RequestBody body, InspectedRequest request, Conversation conversation, Caller caller)
    {
        var spend = exchange.Snapshot.Spend;
        if (spend.Cheaper.Count == 0 || !Forwarding.OutputCap.Applies(exchange.Match.Endpoint!.Value) || conversation.Upstream is not null) return null;
        var (asked, tier) = (exchange.ModelOf(body), spend.TierOf(caller.Key).Name);
        foreach (var rule in spend.Cheaper)
        {
            if (rule.To == asked || !rule.Match.FitsTarget(asked, asked, null)) continue;
            if (!rule.Match.FitsCaller(caller.Key, tier, caller.Key.Purpose) && (body.Facts.Purpose is null || !rule.Match.FitsCaller(caller.Key, tier, body.Facts.Purpose))) continue;
            if (rule.MaxInputTokens is { } most && InputLength.Exceeds(request, null, most)) continue;
            if (rule.Budget is not null && !await IsNearlySpentAsync(rule, exchange, body, caller)) continue;
            return rule;
        }

        return null;
    }

    private async ValueTask<bool> IsNearlySpentAsync(CheaperRule rule, Exchange exchange, RequestBody body, Caller caller)
    {
        var spend = exchange.Snapshot.Spend;
        foreach (var applied in spend.Rules)
        {
            if (applied.Rule.Id != rule.Budget || !applied.Match.FitsCaller(caller.Key, spend.TierOf(caller.Key).Name, caller.Key.Purpose)) continue;
            var holder = holders.Of(applied.Rule.Scope, caller.Key) ?? applied.Rule.Scope switch
            {
                LimitScope.Address => holders.OfAddress(exchange.ClientIp),
                LimitScope.EndUser => holders.OfEndUser(caller.Key, body.Facts.EndUser),
                LimitScope.Model => exchange.ModelOf(body) ?? "none",
                _ => null, // the upstream is not chosen yet
            };
            if (holder is null) return false;
            try
            {
                var reading = await counters.ReadAsync(new Counter(applied.Rule, holder), exchange.Aborted);
                return (Int128)(reading.Spent + reading.Reserved) * 100 >= (Int128)reading.Limit * rule.FromPercent;
            }
            catch (StoreUnavailableException e)
            {
                Log.Unread(logger, applied.Rule.Id, e.Message); // the budget itself is checked later, and closed by default
                return false;
            }
        }

        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Warning, "How much of budget {Budget} is spent is not known; the model that was asked for is kept ({Reason})")]
        public static partial void Unread(ILogger logger, string budget, string reason);
    }
}
