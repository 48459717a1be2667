namespace Sallyport.Testing;

/// <summary>A gateway that answers, wherever it runs: what a client needs to know of it.</summary>
/// <param name="Url">Root of the data listener, without a path.</param>
/// <param name="Key">A virtual key for every endpoint, with the capability tools and no other.</param>
public sealed record RunningGateway(Uri Url, string Key);
