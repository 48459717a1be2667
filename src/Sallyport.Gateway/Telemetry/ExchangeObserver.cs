using System.Diagnostics;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Telemetry;

/// <summary>Turns exchanges into figures and, where somebody listens, into spans.</summary>
internal sealed class ExchangeObserver(GatewayMetrics metrics)
{
    /// <summary>An exchange has begun. The span is null unless somebody listens.</summary>
    public Activity? Began(Exchange exchange)
    {
        metrics.ExchangeOpened();
        return ExchangeTracing.Start("exchange", exchange.Request.Headers.TraceParent);
    }

    /// <summary>An exchange has ended and is recorded.</summary>
    public void Ended(Exchange exchange, AuditDraft draft, Rejection? rejection, Activity? span)
    {
        metrics.ExchangeClosed();
        metrics.ExchangeEnded(exchange.Match.Endpoint, draft.DecisionOf(rejection), exchange.Status);
        if (rejection is not null) metrics.Rejected(rejection.Code);
        if (draft.IsFromCache) metrics.FromCache();
        if (draft.Overhead is { } overhead) metrics.Overhead(overhead);
        if (draft.Target is { } target)
        {
            if (draft.UpstreamStatus is not null && rejection?.Code.StartsWith("upstream_", StringComparison.Ordinal) == true) metrics.Faulted(target.Upstream.Id, rejection.Code);
            metrics.Used(Configuration.ProviderNames.NameOf(target.Upstream.Provider), draft.Used, draft.Cost);
        }

        if (draft.Findings is { } findings)
        {
            foreach (var finding in findings.ToFindings()) metrics.Found(finding.Detector, finding.Action, finding.Direction, finding.Count);
        }

        ExchangeTracing.End(span, exchange.Status, rejection?.Code, draft.Target?.Upstream.Id);
    }
}
