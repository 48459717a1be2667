using System.Runtime.CompilerServices;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding;

/// <summary>An upstream's answer as it arrives. Reads only; every failure is an <see cref="UpstreamFaultException"/>.</summary>
/// <remarks>A read with an empty buffer returns when bytes are there to be read: a waiting stream then holds no buffer of ours.</remarks>
internal sealed class ReplyBody(HttpResponseMessage response, Stream inner, PooledConnections connections, AttemptDeadline deadline, TimeSpan idle) : Stream
{
    private readonly long _idleTicks = deadline.ToTicks(idle);
    private int _closed;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="UpstreamFaultException">The upstream broke off, or was silent for longer than its idle limit.</exception>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The exchange's own token is the one that ends reads: it already follows the client and the clock, and a second
        // token would have to be linked anew for every read.
        deadline.BeginTicks(_idleTicks);
        ValueTask<int> read;
        try
        {
            read = inner.ReadAsync(buffer, deadline.Token);
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Translate(e);
        }

        if (!read.IsCompletedSuccessfully) return FinishAsync(read);
        deadline.End();
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <exception cref="NotSupportedException">Always: a blocked thread may be the one that has to read the socket.</exception>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!disposing || Interlocked.Exchange(ref _closed, 1) != 0) return;
        deadline.Close();
        response.Dispose(); // HTTP/2: resets the stream; HTTP/1.1: closes the connection unless the rest comes at once
        connections.Release();
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FinishAsync(ValueTask<int> read)
    {
        try
        {
            return await read;
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Translate(e);
        }
        finally
        {
            deadline.End();
        }
    }

    private static bool IsFault(Exception e) => e is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException;

    private Exception Translate(Exception e)
    {
        if (deadline.IsExpired) return new UpstreamFaultException(Rejection.UpstreamIdleTimeout, e);
        if (deadline.IsShut) return new UpstreamFaultException(Rejection.Draining, e);
        if (deadline.IsClientGone) return new OperationCanceledException("The client has gone.", e, deadline.ClientGone);
        return new UpstreamFaultException(UpstreamFault.From(e), e);
    }
}
