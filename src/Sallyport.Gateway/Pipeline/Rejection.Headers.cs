using Sallyport.Providers;

namespace Sallyport.Gateway.Pipeline;

public sealed partial record Rejection
{
    public static Rejection TimeoutRefused { get; } = new("header_refused", 400, ErrorKind.InvalidRequest, "Send the header 'x-sallyport-timeout' once, as a number of seconds from 0.1 to 3600.");

    /// <param name="name">From our own list of names, never the client's spelling.</param>
    public static Rejection HeaderRefused(string name) => new("header_refused", 400, ErrorKind.InvalidRequest, $"Send the header '{name}' once, as printable ASCII of at most 4,096 characters.");
}
