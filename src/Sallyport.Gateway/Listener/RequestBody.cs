using System.Buffers;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Listener;

/// <summary>A request body as it came, read once into a pooled buffer, with its text marked and its facts read.</summary>
internal sealed class RequestBody : IDisposable
{
    private readonly RequestReader? _reader;
    private byte[] _buffer;
    private RequestFacts? _noFacts;

    public RequestBody(byte[] buffer, int length, RequestReader? reader)
    {
        (_buffer, _reader) = (buffer, reader);
        Bytes = buffer.AsMemory(0, length);
        Scan = ScratchPool.RentScan();
    }

    /// <summary>The client's bytes; empty for requests without a body.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    public RequestFacts Facts => _reader?.Facts ?? (_noFacts ??= new RequestFacts());

    public List<TextSegment> Segments => _reader?.Segments ?? [];

    public RequestReader? Reader => _reader;

    internal TextScan Scan { get; }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        Bytes = default;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        if (_reader is not null) ScratchPool.Return(_reader);
        ScratchPool.Return(Scan);
    }
}
