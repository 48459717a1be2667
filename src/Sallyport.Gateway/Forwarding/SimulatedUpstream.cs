using Sallyport.Providers.Simulator;

namespace Sallyport.Gateway.Forwarding;

/// <summary>The built-in provider as an upstream: same request, same reply, no socket.</summary>
internal sealed class SimulatedUpstream(TimeProvider time)
{
    private static readonly KeyValuePair<string, string>[] Headers = [new("x-sallyport-simulated", "true")];
    private readonly SimulatedProvider _provider = new();

    public UpstreamReply Answer(OutboundRequest request)
    {
        var answer = _provider.Answer(request.Method.Method, request.Path, request.Body, request.Dialect, time.GetUtcNow());
        return new UpstreamReply(answer.Status, answer.ContentType, Headers, new PiecewiseBody(answer), attempts: 1, owner: null) { ContentLength = answer.PieceEnds.Count > 1 ? null : answer.Body.Length };
    }

    /// <summary>Hands out one piece per read, as a stream from a network would arrive, so that what reads it is exercised alike.</summary>
    private sealed class PiecewiseBody(SimulatedAnswer answer) : Stream
    {
        private int _at, _piece;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            while (_piece < answer.PieceEnds.Count && answer.PieceEnds[_piece] == _at) _piece++;
            if (_piece == answer.PieceEnds.Count) return 0;
            var count = Math.Min(buffer.Length, answer.PieceEnds[_piece] - _at);
            answer.Body.Span.Slice(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
