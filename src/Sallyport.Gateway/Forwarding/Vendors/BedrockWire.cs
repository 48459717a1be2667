using System.Buffers;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Anthropic;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Forwarding.Vendors;

/// <summary>Amazon Bedrock: Claude through <c>invoke</c>, whose streams come as event-stream messages; OpenAI's open models through its own chat path.</summary>
internal sealed class BedrockWire : VendorWire
{
    private const string EventStream = "application/vnd.amazon.eventstream";

    public override Outcome<OutboundRequest> Prepare(OutboundRequest request) => (request.Dialect, Split(request.Path).Path) switch
    {
        (DialectId.OpenAIChat, "/chat/completions") => request with { Path = "/openai/v1/chat/completions" },
        (DialectId.AnthropicMessages, "/messages") => PrepareMessages(request),
        _ => Rejection.EndpointNotServed,
    };

    public override UpstreamReply Unwrap(UpstreamReply reply, OutboundRequest request) =>
        reply.ContentType == EventStream ? reply.With("text/event-stream", new EventStreamBody(reply.Body, request.Dialect), length: null) : reply;

    private static Outcome<OutboundRequest> PrepareMessages(OutboundRequest request)
    {
        var body = request.Body.Span;
        if (TopLevel.TextOf(body, "model"u8) is not { } model) return Rejection.ModelMissing;
        // A profile's full name (ARN) has slashes; they are part of the name and travel escaped.
        if (Segment(model, allowSlash: true) is not { } segment) return Rejection.ModelNotFound;
        var betas = request.Headers.FirstOrDefault(header => header.Key == "anthropic-beta").Value;
        var written = new ArrayBufferWriter<byte>(body.Length + 64);
        return HostedMessages.TryWrite(body, HostedMessages.BedrockVersion, ["model", "stream"], betas, written)
            ? request with
            {
                Path = "/model/" + segment + (TopLevel.IsTrue(body, "stream"u8) ? "/invoke-with-response-stream" : "/invoke"),
                Body = written.WrittenMemory,
                // accept names the type of the model's answer there, which is JSON in a stream too.
                Headers = [.. request.Headers.Where(header => header.Key is not ("accept" or "anthropic-version" or "anthropic-beta")), new("accept", "application/json")],
            }
            : Rejection.MalformedJson;
    }
}
