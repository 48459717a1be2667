namespace Sallyport.IntegrationTests.Coverage;

/// <summary>One endpoint of the census: how it is called, and every place of its requests and answers.</summary>
/// <param name="Name">As the page names it.</param>
/// <param name="Path">Path of the plain call.</param>
/// <param name="StreamPath">Path of the streamed call; null if the endpoint does not stream.</param>
/// <param name="Rest">Members that every request needs and that no position gives itself, as (name, JSON).</param>
/// <param name="Request">Positions of the request: name, and members of the body with § where the canary goes.</param>
/// <param name="Answer">Positions of a whole answer: name, and the body.</param>
/// <param name="Events">Positions of a stream: name, and one event's data; § is written in two halves in two events if the name ends in an asterisk.</param>
internal sealed record Surface(string Name, string Path, string? StreamPath, (string Name, string Json)[] Rest, (string Name, string Members)[] Request, (string Name, string Body)[] Answer, (string Name, string Data)[] Events)
{
    /// <summary>True if every call needs the capability for media.</summary>
    public bool IsMedia => Path.StartsWith("/v1/images/", StringComparison.Ordinal) || Path.StartsWith("/v1/audio/", StringComparison.Ordinal);

    public bool IsGemini => Path.StartsWith("/v1beta/", StringComparison.Ordinal);
}
