using System.Buffers;
using System.Runtime.InteropServices;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Providers;
using Sallyport.Testing.Configuration;

namespace Sallyport.Tests.Inspection;

/// <summary>The inspection alone, without listener and upstream: what leaves for a request, and what a client gets for an answer.</summary>
internal static class Rig
{
    /// <summary>Values that are put back, several of them awkward as JSON.</summary>
    public static readonly string[] Terms = ["Project \"Blue\\Bird\"", "C:\\secret\\plans", "naïve 秘密 plan", "Operation 🦊 Fox", "Ålesund · Nord"];

    private static readonly GuardrailSnapshot Guardrails = Compile();

    public static InspectionPolicy ResponsePolicy(EndpointGroups group) => Guardrails.For(group).Response;

    /// <summary>Inspects a request. Fails the test if it is refused.</summary>
    public static InspectedRequest Ask(Endpoint endpoint, byte[] body)
    {
        var reader = ScratchPool.RentReader(endpoint);
        if (!reader.TryRead(body, out var fault)) throw new InvalidOperationException($"The request is {fault}.");
        var request = new RequestBody([.. body], body.Length, reader); // never disposed: its reader is not for the pool
        return InspectedRequest.Inspect(request, Guardrails.For(GroupOf(endpoint)).Request, new PlaceholderMap(static () => [1, 2, 3])).TryGet(out var inspected, out var rejection)
            ? inspected : throw new InvalidOperationException(rejection?.Code);
    }

    /// <summary>The request as it leaves.</summary>
    public static byte[] Sent(InspectedRequest request)
    {
        var output = new ArrayBufferWriter<byte>();
        BodyEditor.Write(request.Body.Bytes.Span, CollectionsMarshal.AsSpan((List<Edit>)request.Edits), output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A whole answer as the client gets it.</summary>
    public static byte[] Answer(DialectId dialect, InspectedRequest request, byte[] answer)
    {
        var reader = ScratchPool.RentAnswerReader(dialect);
        if (!reader.TryRead(answer, out var fault)) throw new InvalidOperationException($"The answer is {fault}.");
        var edits = new List<Edit>();
        var scan = new TextScan();
        if (AnswerEdits.Find(answer, reader.Segments, Context(dialect, request), scan, edits) is { } rejection) throw new InvalidOperationException(rejection?.Code);
        var output = new ArrayBufferWriter<byte>();
        BodyEditor.Write(answer, CollectionsMarshal.AsSpan(edits), output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A stream as the client gets it, whichever way its bytes arrive.</summary>
    /// <param name="pieces">Lengths of what arrives at once, over and over.</param>
    public static byte[] Stream(DialectId dialect, InspectedRequest request, ReadOnlySpan<byte> stream, bool isArray, ReadOnlySpan<int> pieces)
    {
        using var inspector = new StreamInspector(Context(dialect, request), ScratchPool.RentAnswerReader(dialect), isArray, hideUsage: false);
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; !stream.IsEmpty; i++)
        {
            var room = inspector.Room();
            var count = Math.Min(Math.Min(Math.Max(1, pieces[i % pieces.Length]), stream.Length), room.Length);
            stream[..count].CopyTo(room.Span);
            stream = stream[count..];
            if (inspector.Received(count, output) is { } rejection) throw new InvalidOperationException(rejection?.Code);
        }

        if (inspector.HasRest) throw new InvalidOperationException("Bytes were left over.");
        return inspector.Complete(output) is { } last ? throw new InvalidOperationException(last.Code) : output.WrittenSpan.ToArray();
    }

    public static EndpointGroups GroupOf(Endpoint endpoint) => endpoint switch
    {
        Endpoint.ChatCompletions => EndpointGroups.Chat,
        Endpoint.CreateResponse => EndpointGroups.Responses,
        Endpoint.CreateMessage => EndpointGroups.Messages,
        Endpoint.Embeddings => EndpointGroups.Embeddings,
        _ => EndpointGroups.Generate,
    };

    public static AnswerContext Context(DialectId dialect, InspectedRequest request) =>
        new(ResponsePolicy(dialect switch { DialectId.OpenAIChat => EndpointGroups.Chat, DialectId.OpenAIResponses => EndpointGroups.Responses, DialectId.AnthropicMessages => EndpointGroups.Messages, _ => EndpointGroups.Generate }),
            request.Placeholders, request.Findings, request.Facts.AnswerIsJson);

    // The built-in guardrails, as a gateway without a file has them, and a dictionary.
    private static GuardrailSnapshot Compile()
    {
        using var file = new ConfigurationFile("{\"dictionaries\":{\"terms\":{\"label\":\"TERM\",\"terms\":" + System.Text.Json.JsonSerializer.Serialize(Terms) + "}}}", "sallyport.json");
        var compiled = file.Compiler(new CatalogDetectorSource()).Compile(file.FilePath, file.Startup(), out var problems);
        return (compiled ?? throw new InvalidOperationException(string.Join('\n', problems))).Snapshot.Guardrails;
    }
}
