using System.Buffers;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Listener;

/// <summary>A request body as it came, read once into a pooled buffer, with its text marked and its facts read.</summary>
internal sealed class RequestBody : IDisposable
{
    private RequestReader? _reader;
    private TextScan? _scan;
    private RequestFacts? _ownFacts;
    private byte[] _buffer;

    public RequestBody(byte[] buffer, int length, RequestReader? reader)
    {
        (_buffer, _reader) = (buffer, reader);
        Bytes = buffer.AsMemory(0, length);
    }

    /// <summary>The client's bytes; empty for requests without a body.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    public RequestFacts Facts => _ownFacts ?? _reader?.Facts ?? (_ownFacts = new RequestFacts());

    public List<TextSegment> Segments => _reader?.Segments ?? [];

    public RequestReader? Reader => _reader;

    internal TextScan Scan => _scan ??= ScratchPool.RentScan();

    /// <summary>The upstream is answering: only the facts are needed from here on. A stream may stay open for long, so the rest goes back now.</summary>
    public void KeepFactsOnly()
    {
        if (_reader is not null)
        {
            _ownFacts = _reader.TakeFacts(); // the record reads them after the reader has gone on to another exchange
            ScratchPool.Return(_reader);
        }

        if (_scan is not null) ScratchPool.Return(_scan);
        (_reader, _scan) = (null, null);
    }

    /// <summary>Nobody reads the bytes any more.</summary>
    public void GiveBytesBack()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        Bytes = default;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    public void Dispose()
    {
        GiveBytesBack();
        KeepFactsOnly();
    }
}
