using System.Globalization;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;

namespace Sallyport.Gateway.Inspection;

/// <summary>The headers that tell a client what was done with its exchange.</summary>
internal static class AnswerHead
{
    /// <summary>Sets the upstream's headers that may pass, and ours.</summary>
    public static void Write(Exchange exchange, OpenReply open, InspectedRequest request, AnswerContext context)
    {
        foreach (var (name, value) in open.Reply.Headers)
        {
            if (exchange.LimitsTold && LimitHeaders.IsUpstreams(name)) continue;
            if (!LooseText.Holds(context.Policy, value) && !BringsValue(context, value)) exchange.SetHeader(name, value);
        }

        var changed = request.Findings.Changed + context.Restored;
        exchange.SetHeader("x-sallyport-request-id", exchange.RequestId);
        exchange.SetHeader("x-sallyport-decision", exchange.IsUnrecorded ? "failed_open" : changed > 0 ? "redacted" : "allowed");
        exchange.SetHeader("x-sallyport-upstream", open.Target.Upstream.Id);
        if (open.Target.Upstream.Region is { } region) exchange.SetHeader("x-sallyport-region", region);
        if (open.CheaperRule is { } rule)
        {
            exchange.SetHeader("x-sallyport-cheaper", rule);
            exchange.SetHeader("x-sallyport-model", open.Target.Model ?? "");
        }

        if (TranslatedAnswer.IsFor(exchange, open.Target))
        {
            exchange.SetHeader("x-sallyport-translated", Dialects.NameOf(open.Target.Dialect));
            if (open.LeftOut.Count > 0) exchange.SetHeader("x-sallyport-left-out", string.Join(',', open.LeftOut));
        }

        exchange.SetHeader("x-sallyport-redactions", changed == 0 ? "0" : changed.ToString(CultureInfo.InvariantCulture));
        if (request.Unscanned.Count > 0) exchange.SetHeader("x-sallyport-unscanned", string.Join(',', request.Unscanned));
    }

    // A header repeats nothing of the request, so nothing in it is spared.
    private static bool BringsValue(AnswerContext context, string value)
    {
        foreach (var guard in context.Guards)
        {
            if (guard.SparesSent && LooseText.Holds(guard, value)) return true;
        }

        return false;
    }
}
