using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Gateway.Audit.Export.Formats;
using Sallyport.Gateway.Forwarding;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>RFC 5424 messages over TLS (RFC 5425), one connection.</summary>
/// <remarks>
/// Syslog has no acknowledgement: a receiver that dies takes with it what its system had accepted and it had not read. So what was sent counts as received only
/// once the connection has lived on for <see cref="Settling"/>; when it breaks, everything younger is sent again over the next one.
/// </remarks>
internal sealed class SyslogSink(SyslogTarget target, IRecordFormat format, string origin, TimeProvider time) : IExportSink
{
    /// <summary>How long a connection must live on before what was sent over it counts as received.</summary>
    internal static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private readonly SyslogMessage _message = new(origin, format.IsJson);
    private readonly ArrayBufferWriter<byte> _frames = new(64 * 1024);
    private readonly Queue<(long Next, long SentAt)> _sent = new();
    private readonly X509Certificate2Collection? _authorities = ReceiverTrust.Read(target.Authorities);
    private SslStream? _stream;
    private Task<int>? _closed;
    private long _settled;

    public async ValueTask WriteAsync(IReadOnlyList<ExportRecord> records, CancellationToken cancellation)
    {
        if (_stream is null)
        {
            _settled = records[0].Sequence;
            _stream = await ConnectAsync(cancellation);
            _closed = _stream.ReadAsync(new byte[1], CancellationToken.None).AsTask(); // a receiver says nothing: whatever comes is the end
        }

        ThrowIfClosed();
        _frames.ResetWrittenCount();
        foreach (var record in records) _message.Write(record, _frames);
        await _stream.WriteAsync(_frames.WrittenMemory, cancellation);
        await _stream.FlushAsync(cancellation);
        _sent.Enqueue((records[^1].Sequence + 1, time.GetTimestamp()));
    }

    public long Settled(long next)
    {
        if (_stream is null) return next; // nothing sent yet: the cursor is where it was
        ThrowIfClosed();
        while (_sent.TryPeek(out var oldest) && time.GetElapsedTime(oldest.SentAt) >= Settling) _settled = _sent.Dequeue().Next;
        return _settled;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is { } stream)
        {
            _stream = null;
            await stream.DisposeAsync();
            try
            {
                await _closed!;
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // that is how it ends
            }
        }

        ReceiverTrust.Dispose(_authorities);
    }

    private void ThrowIfClosed()
    {
        if (_closed is { IsCompleted: true }) throw new ExportFaultException("connection_closed");
    }

    private async ValueTask<SslStream> ConnectAsync(CancellationToken cancellation)
    {
        var connection = await GuardedConnection.OpenAsync(new DnsEndPoint(target.Host, target.Port), allowsPrivate: true, cancellation);
        var stream = new SslStream(connection, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = target.Host, CertificateChainPolicy = ReceiverTrust.PolicyOf(_authorities) }, cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
