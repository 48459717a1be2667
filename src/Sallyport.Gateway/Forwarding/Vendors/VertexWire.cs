using System.Buffers;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Anthropic;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Forwarding.Vendors;

/// <summary>Vertex AI: Gemini as it is under another path; Claude with the model in the path and the version in the body.</summary>
internal sealed class VertexWire(string project, string location) : VendorWire
{
    private readonly string _publishers = $"/projects/{Uri.EscapeDataString(project)}/locations/{Uri.EscapeDataString(location)}/publishers/";

    public override Outcome<OutboundRequest> Prepare(OutboundRequest request) => request.Dialect switch
    {
        DialectId.Gemini => request with { Path = _publishers + "google" + request.Path },
        DialectId.AnthropicMessages => PrepareMessages(request),
        _ => Rejection.EndpointNotServed,
    };

    private Outcome<OutboundRequest> PrepareMessages(OutboundRequest request)
    {
        var body = request.Body.Span;
        var counts = Split(request.Path).Path == "/messages/count_tokens";
        if (TopLevel.TextOf(body, "model"u8) is not { } model) return Rejection.ModelMissing;
        if (Segment(model, allowSlash: false) is not { } segment) return Rejection.ModelNotFound;
        // Counting has one address for all models, so there the name stays in the body.
        var operation = counts ? "count-tokens:rawPredict" : segment + (TopLevel.IsTrue(body, "stream"u8) ? ":streamRawPredict" : ":rawPredict");
        var written = new ArrayBufferWriter<byte>(body.Length + 64);
        return HostedMessages.TryWrite(body, HostedMessages.VertexVersion, counts ? [] : ["model"], betas: null, written)
            ? request with
            {
                Path = _publishers + "anthropic/models/" + operation,
                Body = written.WrittenMemory,
                Headers = [.. request.Headers.Where(header => header.Key != "anthropic-version")],
            }
            : Rejection.MalformedJson;
    }
}
