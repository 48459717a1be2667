using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;

namespace Sallyport.Gateway.Forwarding;

/// <summary>An upstream's answer, where it came from, and the buffer that the request was sent from.</summary>
/// <param name="sent">Null if nothing was sent: the answer was kept.</param>
/// <param name="watch">The attempt that got the answer; null if it was kept.</param>
internal sealed class OpenReply(UpstreamReply reply, RouteTarget target, PooledWriter? sent, TargetWatch? watch, UpstreamPlace? place) : IAsyncDisposable
{
    public UpstreamReply Reply { get; } = reply;

    public RouteTarget Target { get; } = target;

    /// <summary>Rule that chose a cheaper model than the client asked for; null if none did.</summary>
    public string? CheaperRule { get; init; }

    /// <summary>Members of the request that the upstream's dialect has nothing like, and that change nothing; empty where nothing was translated.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>What must live as long as the answer; null if there is nothing.</summary>
    public IDisposable? Owner { get; set; }

    /// <summary>An answer from the cache, as if its upstream had just given it.</summary>
    public static Outcome<OpenReply> Of(Caching.CachedAnswer answer, RouteTarget target, RoutePlan plan) =>
        new OpenReply(new UpstreamReply(200, answer.ContentType, answer.Headers, new MemoryStream(answer.Body.ToArray(), writable: false), attempts: 0, owner: null) { ContentLength = answer.Body.Length, HasTakenRequest = true }, target, sent: null, watch: null, place: null)
        {
            CheaperRule = plan.CheaperRule, LeftOut = answer.LeftOut,
        };

    /// <summary>The answer as the cache keeps it. Of its headers only what is true of it for ever.</summary>
    public Caching.CachedAnswer ToCached(byte[] body) => new(Target.Upstream.Id, Target.Model, Reply.ContentType, [.. Reply.Headers.Where(h => h.Key is "x-sallyport-simulated" or "openai-model" or "openai-version")], body) { LeftOut = LeftOut };

    /// <summary>Gives the buffer back early, if the upstream has taken the whole request before it answered: a stream may stay open for long.</summary>
    /// <returns>True if nobody reads the request's bytes any more.</returns>
    public bool TryGiveRequestBack()
    {
        if (!Reply.HasTakenRequest || Owner is not null) return false; // an attempt beside this one may have read them to the last
        sent?.Dispose();
        return true;
    }

    /// <summary>Tells the upstream's health what ended its answer, if that was the upstream.</summary>
    public void EndedWith(Rejection? rejection)
    {
        if (rejection == Rejection.UpstreamBroke || rejection == Rejection.UpstreamIdleTimeout) watch?.BrokeOff();
    }

    public async ValueTask DisposeAsync()
    {
        await Reply.DisposeAsync();
        sent?.Dispose();
        place?.Dispose();
        watch?.Dispose();
        Owner?.Dispose();
    }
}
