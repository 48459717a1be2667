using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Aws;
using Sallyport.Providers.Sse;

namespace Sallyport.Gateway.Forwarding.Vendors;

/// <summary>Reads event-stream messages and hands out the server-sent events inside, each as soon as its message is whole and its checksums hold.</summary>
internal sealed class EventStreamBody(Stream inner, DialectId dialect) : Stream
{
    private const int ReadSize = 16 * 1024;

    private readonly PooledWriter _raw = new(ReadSize);
    private readonly PooledWriter _events = new(ReadSize);
    private int _taken, _given;
    private bool _hasFailed;
    private Rejection? _fault;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="UpstreamFaultException">A message is damaged, or the stream ends inside one; or what the inner stream says.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_given == _events.Length)
        {
            _events.Clear();
            _given = 0;
            if (_hasFailed) return 0; // the error event is the last thing that was said
            if (_fault is null) Unwrap();
            if (_events.Length > 0) break; // what came before a damaged message is good
            if (_fault is not null) throw new UpstreamFaultException(_fault);
            if (buffer.IsEmpty && _raw.Length == _taken) return await inner.ReadAsync(buffer, cancellationToken);
            if (await FillAsync(cancellationToken)) continue;
            if (_raw.Length > _taken) throw new UpstreamFaultException(Rejection.UpstreamBroke);
            return 0;
        }

        var count = Math.Min(buffer.Length, _events.Length - _given);
        _events.Written.Span.Slice(_given, count).CopyTo(buffer.Span);
        _given += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <exception cref="NotSupportedException">Always, as with every body of an upstream.</exception>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _raw.Dispose();
            _events.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_taken > 0 && _taken == _raw.Length)
        {
            _raw.Clear();
            _taken = 0;
        }

        var read = await inner.ReadAsync(_raw.GetMemory(ReadSize)[..ReadSize], cancellation);
        _raw.Advance(read);
        return read > 0;
    }

    private void Unwrap()
    {
        while (!_hasFailed)
        {
            var rest = _raw.Written.Span[_taken..];
            switch (EventStreamFramer.Find(rest, out var frame))
            {
                case FrameResult.Incomplete:
                    Compact();
                    return;
                case FrameResult.Frame when BedrockEvents.TryWrite(frame, rest.Slice(frame.PayloadStart, frame.PayloadLength), dialect, "", _events):
                    _taken += frame.Length;
                    _hasFailed = frame.IsFailure;
                    break;
                default:
                    _fault = Rejection.UpstreamMalformed;
                    return;
            }
        }
    }

    // What was taken is dropped before more is read: the buffer then holds one unfinished message at most.
    private void Compact()
    {
        if (_taken == 0) return;
        var rest = _raw.Written[_taken..].ToArray();
        _raw.Clear();
        rest.CopyTo(_raw.GetSpan(rest.Length));
        _raw.Advance(rest.Length);
        _taken = 0;
    }
}
