namespace Sallyport.Gateway.Audit.Export;

/// <summary>A receiver did not take what it was given.</summary>
/// <param name="reason">Words for the status page and the log: never what the receiver said, which may quote what we sent.</param>
/// <param name="retryAfter">How long it asked us to wait; null if it did not say.</param>
internal sealed class ExportFaultException(string reason, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(reason, inner)
{
    public string Reason => Message;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The fault behind whatever a library threw: its kind, without its message.</summary>
    public static ExportFaultException From(Exception e) => e switch
    {
        ExportFaultException fault => fault,
        OperationCanceledException or TimeoutException => new ExportFaultException("timeout", null, e),
        Authentication.StoreUnavailableException => new ExportFaultException("store_unavailable", null, e),
        _ when e.GetBaseException() is System.Net.Sockets.SocketException socket => new ExportFaultException("connection: " + socket.SocketErrorCode, null, e),
        _ when e.GetBaseException() is System.Security.Authentication.AuthenticationException => new ExportFaultException("certificate_refused", null, e),
        IOException => new ExportFaultException("input_output: 0x" + e.HResult.ToString("X8", System.Globalization.CultureInfo.InvariantCulture), null, e),
        _ => new ExportFaultException("failed: " + e.GetType().Name, null, e),
    };
}
