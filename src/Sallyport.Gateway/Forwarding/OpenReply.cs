using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;

namespace Sallyport.Gateway.Forwarding;

/// <summary>An upstream's answer, where it came from, and the buffer that the request was sent from.</summary>
internal sealed class OpenReply(UpstreamReply reply, PooledWriter sent, TargetWatch watch, UpstreamPlace? place) : IAsyncDisposable
{
    public UpstreamReply Reply { get; } = reply;

    public RouteTarget Target => watch.Target;

    /// <summary>Rule that chose a cheaper model than the client asked for; null if none did.</summary>
    public string? CheaperRule { get; init; }

    /// <summary>Members of the request that the upstream's dialect has nothing like, and that change nothing; empty where nothing was translated.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>What must live as long as the answer; null if there is nothing.</summary>
    public IDisposable? Owner { get; set; }

    /// <summary>Gives the buffer back early, if the upstream has taken the whole request before it answered: a stream may stay open for long.</summary>
    /// <returns>True if nobody reads the request's bytes any more.</returns>
    public bool TryGiveRequestBack()
    {
        if (!Reply.HasTakenRequest || Owner is not null) return false; // an attempt beside this one may have read them to the last
        sent.Dispose();
        return true;
    }

    /// <summary>Tells the upstream's health what ended its answer, if that was the upstream.</summary>
    public void EndedWith(Rejection? rejection)
    {
        if (rejection == Rejection.UpstreamBroke || rejection == Rejection.UpstreamIdleTimeout) watch.BrokeOff();
    }

    public async ValueTask DisposeAsync()
    {
        await Reply.DisposeAsync();
        sent.Dispose();
        place?.Dispose();
        watch.Dispose();
        Owner?.Dispose();
    }
}
