using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding.Vendors;

/// <summary>What a vendor that hosts somebody else's dialect wants otherwise: where an operation lives, what the body says beside, how a stream is wrapped.</summary>
/// <remarks>Works on what leaves and on what comes back, so that all else (inspection, masking, translation, settlement) knows the dialect alone.</remarks>
internal abstract class VendorWire
{
    /// <returns>Null for vendors that serve their dialects as they are.</returns>
    public static VendorWire? Of(UpstreamDefinition upstream) => upstream.Provider switch
    {
        ProviderId.AzureOpenAI when upstream.ApiVersion is { } version => new AzureWire(version),
        ProviderId.Vertex => new VertexWire(upstream.Project!, upstream.Region!),
        ProviderId.Bedrock => new BedrockWire(),
        _ => null,
    };

    /// <summary>The request as it leaves. May be asked again for the same request: it changes nothing of what it is given.</summary>
    /// <returns>The request; or <c>model_missing</c>, <c>model_not_found</c> for a name that no path can hold, <c>endpoint_not_served</c>.</returns>
    public abstract Outcome<OutboundRequest> Prepare(OutboundRequest request);

    /// <summary>The reply as the dialect has it.</summary>
    public virtual UpstreamReply Unwrap(UpstreamReply reply, OutboundRequest request) => reply;

    protected static (string Path, string Query) Split(string path)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        return at < 0 ? (path, "") : (path[..at], path[at..]);
    }

    /// <summary>A model's name as one segment of a path; null for names that would mean another place.</summary>
    protected static string? Segment(string model, bool allowSlash) => model is "" or "." or ".." || (!allowSlash && model.AsSpan().ContainsAny('/', '\\')) ? null : Uri.EscapeDataString(model);
}
