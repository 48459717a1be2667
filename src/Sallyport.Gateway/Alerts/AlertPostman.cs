using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Alerts.Channels;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Alerts;

/// <summary>Delivers what is queued. Each channel is served by itself, so that one that hangs holds up no other.</summary>
/// <remarks>At least once, and normally once: a delivery is marked as done after the receiver took it, so a crash in between repeats it.</remarks>
public sealed partial class AlertPostman(SnapshotSource snapshots, IAlertStore alerts, ServerSettings server, GatewayMetrics metrics, TimeProvider time, ILogger<AlertPostman> logger) : BackgroundService
{
    /// <summary>How often the queue is looked at.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>An alert that nobody took for so long is of no use any more.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(1);

    private const int Batch = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMinutes(15), LeaseSpare = TimeSpan.FromSeconds(30);

    // A node may run twice under one name for a moment; its two lives must not end each other's deliveries.
    private readonly string _node = server.Storage.Node + "/" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
    private readonly Dictionary<string, Task> _busy = new(StringComparer.Ordinal);

    /// <summary>Delivers what is due on one channel now.</summary>
    internal async Task ServeAsync(AlertChannel channel, CancellationToken stopping)
    {
        try
        {
            var due = await alerts.ClaimAsync(channel.Name, _node, Batch, time.GetUtcNow(), (channel.Timeout * Batch) + LeaseSpare, stopping);
            if (due.Count == 0) return;
            using var sender = AlertSenders.Open(channel, time);
            foreach (var delivery in due) await DeliverAsync(channel, sender, delivery, stopping);
        }
        catch (StoreUnavailableException)
        {
            // what was delivered and could not be marked is delivered once more
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the lease runs out, and the next start goes on
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var channel in snapshots.Current.Alerts.Channels.Values)
                {
                    if (_busy.TryGetValue(channel.Name, out var running) && !running.IsCompleted) continue;
                    _busy[channel.Name] = Task.Run(() => ServeAsync(channel, stoppingToken), CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }

        await Task.WhenAll(_busy.Values);
    }

    private async Task DeliverAsync(AlertChannel channel, IAlertSender sender, AlertDelivery delivery, CancellationToken stopping)
    {
        ExportFaultException fault;
        using var limit = new CancellationTokenSource(channel.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await sender.SendAsync(delivery.Alert, either.Token);
            await alerts.EndAsync(delivery.Alert.Id, channel.Name, _node, DeliveryState.Delivered, time.GetUtcNow(), CancellationToken.None);
            metrics.AlertDelivered(channel.Name);
            return;
        }
        catch (StoreUnavailableException)
        {
            throw;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            fault = ExportFaultException.From(e);
        }

        metrics.AlertFailed(channel.Name);
        var now = time.GetUtcNow();
        var pause = fault.RetryAfter is { } asked && asked < LongestPause ? asked : PauseAfter(delivery.Attempts);
        if (now + pause < delivery.Alert.At + GiveUpAfter)
        {
            Log.Failed(logger, channel.Name, fault.Reason, delivery.Attempts + 1, (long)pause.TotalSeconds);
            await alerts.PostponeAsync(delivery.Alert.Id, channel.Name, _node, now + pause, CancellationToken.None);
            return;
        }

        Log.GivenUp(logger, channel.Name, fault.Reason, delivery.Attempts + 1);
        await alerts.EndAsync(delivery.Alert.Id, channel.Name, _node, DeliveryState.GivenUp, now, CancellationToken.None);
    }

    internal static TimeSpan PauseAfter(int attempts) => attempts >= 8 ? LongestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << attempts));

    private static partial class Log
    {
        [LoggerMessage(3031, LogLevel.Warning, "Alert channel {Channel} failed ({Reason}) on attempt {Attempt}; the next is in {Seconds} s")]
        public static partial void Failed(ILogger logger, string channel, string reason, int attempt, long seconds);

        [LoggerMessage(3032, LogLevel.Error, "Alert channel {Channel} failed ({Reason}); an alert was given up after {Attempts} attempts")]
        public static partial void GivenUp(ILogger logger, string channel, string reason, int attempts);
    }
}
