using System.Buffers;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Sallyport.Providers.Sse;

namespace Sallyport.Gateway.Inspection;

/// <summary>A stream that reaches the client in another form than the provider gave it: inspected and restored as the provider sent it, then written anew.</summary>
internal abstract class RewrittenStream : IDisposable
{
    private readonly PooledWriter _events = new(4_096);

    /// <summary>Takes the provider's events as they would leave: masked and restored, whole frames only.</summary>
    public IBufferWriter<byte> Input => _events;

    /// <summary>True if the client gets one JSON array instead of events.</summary>
    public virtual bool IsArray => false;

    /// <returns>Null if the client gets the provider's own stream.</returns>
    public static RewrittenStream? For(Exchange exchange, InspectedRequest request, RouteTarget target) =>
        exchange.Match.Endpoint == Endpoint.Complete ? new CompleteStream(exchange, request, target.Dialect)
        : TranslatedAnswer.IsFor(exchange, target) ? new TranslatedStream(exchange, request, target.Dialect)
        : null;

    /// <summary>Writes what has come in, but for the mark of the end.</summary>
    /// <returns>What ends the stream instead; null to go on.</returns>
    public Rejection? Forward()
    {
        var bytes = _events.Written;
        var scanned = 0;
        Rejection? end = null;
        while (end is null && SseFramer.TryRead(bytes.Span, ref scanned, out var frame) == FrameResult.Frame)
        {
            if (frame.Kind == FrameKind.Data) end = Take(bytes.Slice(frame.DataStart, frame.DataLength));
            bytes = bytes[frame.Length..];
        }

        _events.Clear();
        return end;
    }

    /// <summary>Writes the rest and the mark of the end.</summary>
    /// <param name="seen">Knows the usage and the model.</param>
    public abstract Rejection? Finish(AnswerReader seen);

    public virtual void Dispose() => _events.Dispose();

    /// <summary>Writes what one event of the provider's says.</summary>
    protected abstract Rejection? Take(ReadOnlyMemory<byte> data);
}
