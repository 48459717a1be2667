using System.Runtime.InteropServices;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding.Vendors;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Sallyport.Providers.Json;
using Sallyport.Providers.Translation;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Makes a request in the upstream's dialect from one in the client's: masked first, then translated, so that nothing is translated that was not inspected.</summary>
internal static class TranslatedBody
{
    /// <summary>True if the client's words are not the upstream's. Our own surface has a translation of its own.</summary>
    public static bool IsFor(Endpoint endpoint, DialectId client, RouteTarget target) => target.Dialect != client && endpoint != Endpoint.Complete;

    /// <returns>What was left out because it changes nothing in the answer; or 400 <c>translation_unsupported</c>.</returns>
    public static Outcome<SortedSet<string>> Write(Endpoint endpoint, Exchange exchange, InspectedRequest request, RouteTarget target, PooledWriter output)
    {
        using var masked = new PooledWriter(request.Body.Bytes.Length + 256);
        var edits = new List<Edit>(request.Edits);
        edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length.CompareTo(b.Length));
        BodyEditor.Write(request.Body.Bytes.Span, CollectionsMarshal.AsSpan(edits), masked);
        try
        {
            using var body = JsonDocument.Parse(masked.Written, new JsonDocumentOptions { MaxDepth = JsonScanner.MaxDepth });
            var asked = Translations.Of(exchange.Match.Dialect)!.ReadRequest(body.RootElement);
            asked.Stream |= endpoint == Endpoint.StreamGenerateContent;
            asked.MaxOutputTokens ??= target.OutputCap;
            using var written = new PooledWriter(masked.Length);
            Translations.Of(target.Dialect, isCompatible: !VendorTraits.HostsItsVendors(target.Upstream.Provider))!.WriteRequest(asked, target.Model!, written);
            OutboundBody.AddSwitches(target, request, written.Written.Span, output);
            return asked.LeftOut;
        }
        catch (UntranslatableException e)
        {
            // A member that nobody knows is named by its client: a name can be a text like any other.
            var isLoose = LooseText.Holds(exchange.Snapshot.Guardrails.For(exchange.Match.Group).Request, e.Member);
            return Rejection.TranslationUnsupported(target.Dialect, isLoose ? null : e.Member);
        }
    }
}
