using System.Runtime.InteropServices;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding.Vendors;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Sallyport.Providers.Forms;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Makes the bytes that leave for one target: the client's own, with masks, the model's name there, and the provider's no-retention switches.</summary>
internal static class OutboundBody
{
    /// <summary>True if we ask for the usage of a chat stream though the client did not.</summary>
    public static bool AddsUsage(Endpoint endpoint, RequestFacts facts) => endpoint is Endpoint.ChatCompletions or Endpoint.Completions && facts is { Stream: true, IncludeUsage: false };

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

        if (request.Body.Reader is FormRequestReader)
        {
            OutboundForm.Write(request, target, output);
            return output.Written;
        }

        var edits = new List<Edit>(request.Edits);
        var facts = request.Facts;
        // The client named it in the path, or leaves it to the provider, whose own choice would be another.
        if (target.Model is { } named && facts.ModelSpan.Length == 0 && named != facts.Model && endpoint is Endpoint.ChatCompletions or Endpoint.Embeddings or Endpoint.Moderations) edits.Add(Member(body.Span, "\"model\":\"" + JsonEscape.Once(named) + "\""));
        if (target.Model is { } model && facts.ModelSpan.Length > 0 && model != facts.Model) edits.Add(new Edit(facts.ModelSpan.Start, facts.ModelSpan.Length, model, 1));
        if (ForbidsStore(endpoint, target, facts)) edits.Add(Store(body.Span, facts));
        if (AddsUsage(endpoint, facts)) edits.Add(Usage(body.Span, facts));
        if (endpoint is Endpoint.GenerateContent or Endpoint.StreamGenerateContent && facts.Safety is null && request.SafetySettings is { } safety) edits.Add(Member(body.Span, safety));
        if (target.OutputCap is { } cap) edits.Add(OutputCap.EditOf(endpoint, target.Upstream.Provider, facts, body.Span, cap));
        if (edits.Count == 0) return body;

        edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length.CompareTo(b.Length));
        BodyEditor.Write(body.Span, CollectionsMarshal.AsSpan(edits), output);
        return output.Written;
    }

    // Facts in docs/secure.md: OpenAI keeps responses and Gemini keeps prompts unless told otherwise on each call.
    private static bool ForbidsStore(Endpoint endpoint, RouteTarget target, RequestFacts facts) => OutputCap.Applies(endpoint) && HasStoreSwitch(target.Upstream.Provider, target.Dialect)
        && facts.Store != false && !(target.Upstream.AllowStore && facts.Needs.HasFlag(Capabilities.Store));

    private static bool HasStoreSwitch(ProviderId provider, DialectId dialect) => (provider, dialect) switch
    {
        (_, DialectId.OpenAIChat) => VendorTraits.TakesStoreInChats(provider),
        (_, DialectId.OpenAIResponses) => VendorTraits.TakesStoreInResponses(provider),
        (ProviderId.Gemini or ProviderId.Simulator, DialectId.Gemini) => true,
        _ => false,
    };

    /// <summary>Adds to a translated body what no client has to ask for: nothing is kept, and the operator's filters apply.</summary>
    public static void AddSwitches(RouteTarget target, InspectedRequest request, ReadOnlySpan<byte> body, PooledWriter output)
    {
        var edits = new List<Edit>();
        if (HasStoreSwitch(target.Upstream.Provider, target.Dialect)) edits.Add(Member(body, "\"store\":false"));
        if (target.Dialect == DialectId.Gemini && request.SafetySettings is { } safety) edits.Add(Member(body, safety));
        BodyEditor.Write(body, CollectionsMarshal.AsSpan(edits), output);
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
