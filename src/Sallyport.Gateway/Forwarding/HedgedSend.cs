using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Asks a second target when the first is silent for long. The first answer counts; the other attempt is cancelled before anything of it is read.</summary>
internal static class HedgedSend
{
    private const Capabilities RunsOrKeeps = Capabilities.Store | Capabilities.WebSearch | Capabilities.CodeExecution | Capabilities.FileSearch | Capabilities.RemoteMcp | Capabilities.ComputerUse | Capabilities.ImageGeneration | Capabilities.UnknownTools;

    /// <summary>True if doing the request twice does nothing but cost twice: nothing is kept, and the provider runs no tools.</summary>
    public static bool IsSafe(InspectedRequest request, Endpoint endpoint) =>
        AttemptBound.Asks(endpoint) && (request.Facts.Needs & RunsOrKeeps) == Capabilities.None && request.Facts.UnboundedTools == 0 && request.Facts.MaxToolCalls is null;

    /// <returns>What came of it, and whether both targets were asked.</returns>
    public static async ValueTask<(Sent Sent, bool Both)> SendAsync(TargetSender sender, RouteTarget first, RouteTarget second, TimeSpan after, AttemptLog attempts, TimeProvider time, CancellationToken clientGone)
    {
        // Either may be the one that is cancelled, so each has a token of its own, which lives as long as its answer.
        var one = new Running(sender, first, clientGone);
        using (var early = CancellationTokenSource.CreateLinkedTokenSource(clientGone))
        {
            var silence = Task.Delay(after, time, early.Token);
            await Task.WhenAny(one.Task, silence);
            await early.CancelAsync();
        }

        if (one.Task.IsCompleted || !await attempts.MayHedgeAsync(clientGone)) return (await one.TakeAsync(), false);

        var two = new Running(sender, second, clientGone);
        var (fast, slow) = await Task.WhenAny(one.Task, two.Task) == one.Task ? (one, two) : (two, one);
        var sent = await fast.TakeAsync();
        if (sent.Reply is null && sent.MayGoOn) return (await slow.TakeAsync(), true);
        await slow.CancelAsync();
        return (sent, true);
    }

    /// <summary>An attempt that is under way.</summary>
    private sealed class Running
    {
        private readonly CancellationTokenSource _stop;
        private readonly CancellationToken _clientGone;

        public Running(TargetSender sender, RouteTarget target, CancellationToken clientGone)
        {
            (_stop, _clientGone) = (CancellationTokenSource.CreateLinkedTokenSource(clientGone), clientGone);
            Task = RunAsync(sender, target);
        }

        public Task<Sent> Task { get; }

        /// <summary>Waits for what comes of it; an answer takes the token along.</summary>
        public async Task<Sent> TakeAsync()
        {
            var sent = await Task;
            if (sent.Reply is { } reply) reply.Owner = _stop;
            else _stop.Dispose();
            _clientGone.ThrowIfCancellationRequested();
            return sent;
        }

        /// <summary>Ends it, and waits until nobody reads the request any more.</summary>
        public async Task CancelAsync()
        {
            await _stop.CancelAsync();
            if ((await Task).Reply is { } late) await late.DisposeAsync();
            _stop.Dispose();
        }

        private async Task<Sent> RunAsync(TargetSender sender, RouteTarget target)
        {
            try
            {
                return await sender.SendAsync(target, isLast: false, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return Sent.Failed(Rejection.ClientGone, mayGoOn: false);
            }
        }
    }
}
