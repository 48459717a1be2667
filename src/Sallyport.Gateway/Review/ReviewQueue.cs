using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Review;

/// <summary>Picks the exchanges that somebody should look at and stores them behind the path, which never waits for it.</summary>
/// <remarks>If the store cannot follow, items are lost and the log says so. The record, which is not lost, holds the same facts.</remarks>
internal sealed partial class ReviewQueue(IReviewStore store, ILogger<ReviewQueue> logger) : BackgroundService
{
    private const int Waiting = 1_024;

    private readonly Channel<ReviewItem> _items = Channel.CreateBounded<ReviewItem>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    /// <summary>Looks at an exchange that has ended.</summary>
    public void Consider(Exchange exchange, AuditDraft draft, Rejection? rejection, DateTimeOffset now)
    {
        var level = exchange.Snapshot.Guardrails.GuardsFor(exchange.Match.Group).Review;
        if (level == ReviewLevel.None || draft is not { Caller: { } caller, Request: { } request } || !Wants(level, request.Findings.Counts, rejection)) return;
        var entry = draft.ToResult(rejection, exchange.Status, now, exchange.Snapshot.Prices);
        var item = new ReviewItem(exchange.Id, now, caller.Key.Owner.Organization, caller.KeyId, EnumWords.Of(entry.Endpoint!.Value), entry.ModelUsed ?? entry.ModelAsked, entry.Decision!.Value, entry.Findings);
        if (!_items.Writer.TryWrite(item)) Log.Lost(logger, exchange.Id, "the queue is full");
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _items.Writer.TryComplete(); // what waits is still written
        return ExecuteTask?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var item in _items.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await store.TryAddAsync(item, CancellationToken.None);
            }
            catch (StoreUnavailableException e)
            {
                Log.Lost(logger, item.ExchangeId, e.Message);
            }
        }
    }

    private static bool Wants(ReviewLevel level, IReadOnlyList<(InspectionRule Rule, string Direction, int Count)> findings, Rejection? rejection)
    {
        if (rejection?.Code is "output_blocked" or "structured_output_invalid") return true;
        foreach (var (rule, direction, _) in findings)
        {
            if (direction == "response" && (level == ReviewLevel.Flagged || (level == ReviewLevel.Changed && rule.Changes))) return true;
            if (level == ReviewLevel.Flagged && rule.Detector is "injection" or "indirect-injection") return true; // what came of an attack is in the answer
        }

        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Warning, "Exchange {ExchangeId} should be reviewed and could not be queued ({Reason}); the record has its facts")]
        public static partial void Lost(ILogger logger, Guid exchangeId, string reason);
    }
}
