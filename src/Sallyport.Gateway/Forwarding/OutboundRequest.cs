using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Forwarding;

/// <summary>One request as it will leave for one upstream. Built anew: nothing of the client's request line or framing survives.</summary>
/// <param name="Upstream">Where it goes.</param>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">Appended to <see cref="UpstreamDefinition.BaseAddress"/>; starts with a slash, may carry a query: <c>/chat/completions</c>.</param>
/// <param name="Body">JSON or a form, already inspected; empty for GET and DELETE. Valid until the reply is disposed.</param>
/// <param name="Headers">Client headers that passed the allow list, as they came.</param>
/// <param name="Dialect">Decides which credential header the upstream wants.</param>
/// <param name="IsRepeatable">True if a second attempt can do no harm before the first response byte (inference calls; not DELETE or cancel).</param>
public sealed record OutboundRequest(
    UpstreamDefinition Upstream,
    HttpMethod Method,
    string Path,
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    Providers.DialectId Dialect,
    bool IsRepeatable)
{
    /// <summary>Asked right before each attempt leaves; what it returns ends the request instead. Null: nothing can stop it.</summary>
    public Func<Pipeline.Rejection?>? Stop { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Members of the client's request that were left out in the translation.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>Which of the upstream's credentials to use, from 0.</summary>
    public int Credential { get; init; }

    /// <summary>Attempts at most; null for <see cref="UpstreamDefinition.MaxAttempts"/>.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Time that the client leaves until the answer must begin; null for no limit but the upstream's own.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Hears of each attempt; null where nobody counts them.</summary>
    internal IAttemptWatch? Watch { get; init; }
}
