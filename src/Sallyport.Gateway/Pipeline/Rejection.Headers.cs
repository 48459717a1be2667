using Sallyport.Providers;

namespace Sallyport.Gateway.Pipeline;

public sealed partial record Rejection
{
    /// <param name="name">From our own list of names, never the client's spelling.</param>
    public static Rejection HeaderRefused(string name) => new("header_refused", 400, ErrorKind.InvalidRequest, $"Send the header '{name}' once, as printable ASCII of at most 4,096 characters.");
}
