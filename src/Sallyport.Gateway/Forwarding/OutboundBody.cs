using System.Runtime.InteropServices;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding.Vendors;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Makes the bytes that leave for one target: the client's own, with masks, the model's name there, and the provider's no-retention switches.</summary>
internal static class OutboundBody
{
    /// <summary>True if we ask for the usage of a chat stream though the client did not.</summary>
    public static bool AddsUsage(Endpoint endpoint, RequestFacts facts) => endpoint == Endpoint.ChatCompletions && facts is { Stream: true, IncludeUsage: false };

    /// <summary>The body for a target. The client's own bytes if nothing has to change; else written to <paramref name="output"/>.</summary>
    public static ReadOnlyMemory<byte> Compose(Endpoint endpoint, InspectedRequest request, RouteTarget target, PooledWriter output)
    {
        var body = request.Body.Bytes;
        if (body.IsEmpty) return body;
        if (endpoint == Endpoint.Complete)
        {
            CompleteBody.Write(request, target, output);
            return output.Written;
        }

        var edits = new List<Edit>(request.Edits);
        var facts = request.Facts;
        if (target.Model is { } named && facts.ModelSpan.Length == 0 && endpoint is Endpoint.ChatCompletions or Endpoint.Embeddings) edits.Add(Member(body.Span, "\"model\":\"" + JsonEncodedText.Encode(named) + "\"")); // the client named it in the path
        if (target.Model is { } model && facts.ModelSpan.Length > 0 && model != facts.Model) edits.Add(new Edit(facts.ModelSpan.Start, facts.ModelSpan.Length, model, 1));
        if (ForbidsStore(endpoint, target.Upstream, facts)) edits.Add(Store(body.Span, facts));
        if (AddsUsage(endpoint, facts)) edits.Add(Usage(body.Span, facts));
        if (endpoint is Endpoint.GenerateContent or Endpoint.StreamGenerateContent && facts.Safety is null && request.SafetySettings is { } safety) edits.Add(Member(body.Span, safety));
        if (target.OutputCap is { } cap) edits.Add(OutputCap.EditOf(endpoint, target.Upstream.Provider, facts, body.Span, cap));
        if (edits.Count == 0) return body;

        edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length.CompareTo(b.Length));
        BodyEditor.Write(body.Span, CollectionsMarshal.AsSpan(edits), output);
        return output.Written;
    }

    // Facts in docs/secure.md: OpenAI keeps responses and Gemini keeps prompts unless told otherwise on each call.
    private static bool ForbidsStore(Endpoint endpoint, UpstreamDefinition upstream, RequestFacts facts)
    {
        var hasSwitch = endpoint switch
        {
            Endpoint.ChatCompletions => VendorTraits.TakesStoreInChats(upstream.Provider),
            Endpoint.CreateResponse => VendorTraits.TakesStoreInResponses(upstream.Provider),
            Endpoint.GenerateContent or Endpoint.StreamGenerateContent => upstream.Provider is ProviderId.Gemini or ProviderId.Simulator,
            _ => false,
        };
        return hasSwitch && facts.Store != false && !(upstream.AllowStore && facts.Needs.HasFlag(Capabilities.Store));
    }

    private static Edit Store(ReadOnlySpan<byte> body, RequestFacts facts) => facts.StoreSpan.Length > 0
        ? new Edit(facts.StoreSpan.Start, facts.StoreSpan.Length, "false", 0)
        : Member(body, "\"store\":false");

    private static Edit Usage(ReadOnlySpan<byte> body, RequestFacts facts) =>
        facts.IncludeUsageSpan.Length > 0 ? new Edit(facts.IncludeUsageSpan.Start, facts.IncludeUsageSpan.Length, "true", 0)
        : facts.StreamOptionsNull > 0 ? new Edit(facts.StreamOptionsNull, 4, "{\"include_usage\":true}", 0)
        : facts.StreamOptionsStart > 0 ? new Edit(facts.StreamOptionsStart, 0, "\"include_usage\":true" + (facts.StreamOptionsEmpty ? "" : ","), 0)
        : Member(body, "\"stream_options\":{\"include_usage\":true}");

    // At the end, so that the client's own members keep their places in the provider's prompt cache and in logs.
    internal static Edit Member(ReadOnlySpan<byte> body, string member)
    {
        var end = body.LastIndexOf((byte)'}');
        var isEmpty = body[..end].TrimEnd(" \r\n\t"u8).EndsWith("{"u8);
        return new Edit(end, 0, isEmpty ? member : "," + member, 0);
    }
}
