using System.Runtime.InteropServices;
using System.Text.Json;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Sallyport.Providers.Json;
using Sallyport.Providers.Translation;

namespace Sallyport.Gateway.Inspection;

/// <summary>Turns a provider's inspected answer, or its error, into one of the client's dialect.</summary>
internal static class TranslatedAnswer
{
    public static bool IsFor(Exchange exchange, RouteTarget target) => TranslatedBody.IsFor(exchange.Match.Endpoint!.Value, exchange.Match.Dialect, target);

    public static AnswerFrame FrameOf(Exchange exchange, InspectedRequest request) => new(
        exchange.RequestId,
        exchange.ModelOf(request.Body) ?? request.Facts.Model,
        exchange.At,
        WantsUsage: request.Facts.IncludeUsage,
        IsArray: exchange.Match.Endpoint == Endpoint.StreamGenerateContent && exchange.Request.Query["alt"] != "sse");

    /// <returns>Null once written; or 502 <c>answer_untranslatable</c>, or the status alone of an error that cannot be read.</returns>
    public static Rejection? Write(Exchange exchange, OpenReply open, InspectedRequest request, ReadOnlySpan<byte> body, List<Edit> edits, PooledWriter output)
    {
        using var edited = new PooledWriter(body.Length + 256);
        BodyEditor.Write(body, CollectionsMarshal.AsSpan(edits), edited);
        var (spoken, status) = (Translations.Of(open.Target.Dialect)!, open.Reply.Status);
        try
        {
            using var json = JsonDocument.Parse(edited.Written, new JsonDocumentOptions { MaxDepth = JsonScanner.MaxDepth });
            if (status < 300) Translations.Of(exchange.Match.Dialect)!.WriteAnswer(spoken.ReadAnswer(json.RootElement), FrameOf(exchange, request), output);
            else if (spoken.ReadError(json.RootElement, status) is { } error) ErrorWriter.WriteBody(exchange.Match.Dialect, new ClientError(status, error.Kind, error.Code ?? "upstream_error", error.Message, exchange.RequestId), output);
            else return Rejection.UpstreamError(status);
            return null;
        }
        catch (Exception e) when (e is UntranslatableException or JsonException)
        {
            return status < 300 ? Rejection.AnswerUntranslatable(open.Target.Dialect) : Rejection.UpstreamError(status);
        }
    }
}
