using System.Net;
using System.Net.Http.Headers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Request bytes, written from where they lie: no copy, always with a length.</summary>
internal sealed class RequestBody : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly ReadOnlyMemory<byte> _body;

    public RequestBody(ReadOnlyMemory<byte> body, string contentType)
    {
        _body = body;
        Headers.ContentType = contentType == "application/json" ? Json : MediaTypeHeaderValue.Parse(contentType);
    }

    /// <summary>True once the last byte was handed to the connection: from then on the upstream may have acted on it.</summary>
    public bool IsHandedOver { get; private set; }

    /// <summary>True once the connection has taken every byte: nobody reads them here any more.</summary>
    public bool IsTaken { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Before the write, not after: a write that fails half-way may have delivered everything.
        IsHandedOver = true;
        await stream.WriteAsync(_body, cancellationToken);
        IsTaken = true;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
