using System.Buffers;
using System.Runtime.InteropServices;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Sallyport.Testing.Configuration;

namespace Sallyport.Tests.Inspection;

/// <summary>The inspection alone, without listener and upstream: what leaves for a request, and what a client gets for an answer.</summary>
internal static class Rig
{
    /// <summary>The mark that <see cref="Ask"/> gives every conversation.</summary>
    public const string Mark = "SPM0123456789ABCDEF";

    /// <summary>Values that are put back, several of them awkward as JSON.</summary>
    public static readonly string[] Terms = ["Project \"Blue\\Bird\"", "C:\\secret\\plans", "naïve 秘密 plan", "Operation 🦊 Fox", "Ålesund · Nord"];

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, GuardrailSnapshot> Compiled = new(StringComparer.Ordinal);

    /// <summary>The built-in guardrails, as a gateway without a file has them, and a dictionary.</summary>
    private static readonly GuardrailSnapshot Guardrails = Compile("{\"dictionaries\":{\"terms\":{\"label\":\"TERM\",\"terms\":" + System.Text.Json.JsonSerializer.Serialize(Terms) + "}}}");

    /// <summary>Compiles the guardrails of a file, once.</summary>
    public static GuardrailSnapshot Compile(string json) => Compiled.GetOrAdd(json, static json =>
    {
        using var file = new ConfigurationFile(json, "sallyport.json");
        var compiled = file.Compiler(new CatalogDetectorSource()).Compile(file.FilePath, file.Startup(), out var problems);
        return (compiled ?? throw new InvalidOperationException(string.Join('\n', problems))).Snapshot.Guardrails;
    });

    public static InspectionPolicy ResponsePolicy(EndpointGroups group) => Guardrails.For(group).Response;

    /// <summary>Inspects a request. Fails the test if it is refused.</summary>
    public static InspectedRequest Ask(Endpoint endpoint, byte[] body) =>
        TryAsk(endpoint, body, Guardrails, static g => g with { Invisible = null }).TryGet(out var inspected, out var rejection) ? inspected : throw new InvalidOperationException(rejection?.Code);

    /// <summary>Inspects a request under guardrails of the test's own.</summary>
    public static Outcome<InspectedRequest> TryAsk(Endpoint endpoint, byte[] body, GuardrailSnapshot guardrails, Func<GuardPolicy, GuardPolicy>? change = null)
    {
        var reader = ScratchPool.RentReader(endpoint);
        if (!reader.TryRead(body, out var fault)) throw new InvalidOperationException($"The request is {fault}.");
        var request = new RequestBody([.. body], body.Length, reader); // never disposed: its reader is not for the pool
        var guards = guardrails.GuardsFor(GroupOf(endpoint));
        return InspectedRequest.Inspect(request, guardrails.For(GroupOf(endpoint)).Request, change is null ? guards : change(guards), new Conversation(new PlaceholderMap(static () => [1, 2, 3]), null, static () => Mark, static () => 1), "key", new FindingTally());
    }

    /// <summary>The request as it leaves.</summary>
    public static byte[] Sent(InspectedRequest request)
    {
        var output = new ArrayBufferWriter<byte>();
        BodyEditor.Write(request.Body.Bytes.Span, CollectionsMarshal.AsSpan((List<Edit>)request.Edits), output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A whole answer as the client gets it.</summary>
    public static byte[] Answer(DialectId dialect, InspectedRequest request, byte[] answer) =>
        TryAnswer(dialect, Context(dialect, request), answer, out var client) is { } rejection ? throw new InvalidOperationException(rejection.Code) : client;

    /// <summary>A whole answer as the client gets it, or the rejection that takes its place.</summary>
    public static Rejection? TryAnswer(DialectId dialect, AnswerContext context, byte[] answer, out byte[] client)
    {
        client = [];
        var reader = ScratchPool.RentAnswerReader(dialect);
        if (!reader.TryRead(answer, out var fault)) throw new InvalidOperationException($"The answer is {fault}.");
        var edits = new List<Edit>();
        if (AnswerEdits.Find(answer, reader.Segments, context, new TextScan(), edits) is { } rejection) return rejection;
        var output = new ArrayBufferWriter<byte>();
        BodyEditor.Write(answer, CollectionsMarshal.AsSpan(edits), output);
        client = output.WrittenSpan.ToArray();
        return null;
    }

    /// <summary>A stream as the client gets it, whichever way its bytes arrive.</summary>
    /// <param name="pieces">Lengths of what arrives at once, over and over.</param>
    public static byte[] Stream(DialectId dialect, InspectedRequest request, ReadOnlySpan<byte> stream, bool isArray, ReadOnlySpan<int> pieces) =>
        TryStream(dialect, Context(dialect, request), stream, isArray, pieces, out var client) is { } rejection ? throw new InvalidOperationException(rejection.Code) : client;

    /// <summary>A stream as far as the client gets it, and the rejection that ends it.</summary>
    public static Rejection? TryStream(DialectId dialect, AnswerContext context, ReadOnlySpan<byte> stream, bool isArray, ReadOnlySpan<int> pieces, out byte[] client)
    {
        using var inspector = new StreamInspector(context, ScratchPool.RentAnswerReader(dialect), isArray, hideUsage: false);
        var output = new ArrayBufferWriter<byte>();
        Rejection? end = null;
        for (var i = 0; !stream.IsEmpty && end is null; i++)
        {
            var room = inspector.Room();
            var count = Math.Min(Math.Min(Math.Max(1, pieces[i % pieces.Length]), stream.Length), room.Length);
            stream[..count].CopyTo(room.Span);
            stream = stream[count..];
            end = inspector.Received(count, output);
        }

        if (end is null && inspector.HasRest) throw new InvalidOperationException("Bytes were left over.");
        end ??= inspector.Complete(output);
        client = output.WrittenSpan.ToArray();
        return end;
    }

    public static EndpointGroups GroupOf(Endpoint endpoint) => endpoint switch
    {
        Endpoint.ChatCompletions => EndpointGroups.Chat,
        Endpoint.CreateResponse => EndpointGroups.Responses,
        Endpoint.CreateMessage => EndpointGroups.Messages,
        Endpoint.Embeddings => EndpointGroups.Embeddings,
        _ => EndpointGroups.Generate,
    };

    public static AnswerContext Context(DialectId dialect, InspectedRequest request) => Context(dialect, request, Guardrails);

    public static AnswerContext Context(DialectId dialect, InspectedRequest request, GuardrailSnapshot guardrails) =>
        new(guardrails.For(dialect switch { DialectId.OpenAIChat => EndpointGroups.Chat, DialectId.OpenAIResponses => EndpointGroups.Responses, DialectId.AnthropicMessages => EndpointGroups.Messages, _ => EndpointGroups.Generate }).Response,
            request.AnswerGuards, request.Placeholders, request.Findings, request.Facts.AnswerIsJson) { Sent = request.Sent, Shape = request.Shape };
}
