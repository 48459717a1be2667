using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation;

/// <summary>One dialect's reading and writing of requests and answers, for exchanges whose client and upstream speak different ones.</summary>
/// <remarks>Four readers and four writers make all twelve pairs. Stateless: one instance serves all exchanges.</remarks>
public abstract class DialectTranslation
{
    public abstract DialectId Dialect { get; }

    /// <summary>Reads a client's request. Every member is understood, counted among <see cref="ModelRequest.LeftOut"/>, or refused by name.</summary>
    /// <exception cref="UntranslatableException">It holds what no other dialect can say.</exception>
    public abstract ModelRequest ReadRequest(JsonElement body);

    /// <summary>Writes a request for an upstream.</summary>
    /// <param name="model">Name of the model there; dialects with the name in the path leave it out of the body.</param>
    /// <exception cref="UntranslatableException">This dialect cannot say something of it.</exception>
    public abstract void WriteRequest(ModelRequest request, string model, IBufferWriter<byte> output);

    /// <summary>Reads an upstream's whole answer.</summary>
    /// <exception cref="UntranslatableException">It holds what no other dialect can say.</exception>
    public abstract ModelAnswer ReadAnswer(JsonElement body);

    /// <summary>Writes a whole answer for a client.</summary>
    public abstract void WriteAnswer(ModelAnswer answer, AnswerFrame frame, IBufferWriter<byte> output);

    /// <summary>Reads an upstream's error body.</summary>
    /// <returns>Null if it is none.</returns>
    public abstract ProviderError? ReadError(JsonElement body, int status);

    /// <summary>Reads one upstream's stream.</summary>
    public abstract StreamSource ReadStream();

    /// <summary>Writes one client's stream.</summary>
    public abstract StreamSink WriteStream(AnswerFrame frame);
}

/// <summary>What a client's answer needs beside what the upstream said.</summary>
/// <param name="RequestId">Ours, for ids that the upstream did not give.</param>
/// <param name="Model">Model as the client asked for it.</param>
/// <param name="At">When the request came.</param>
/// <param name="WantsUsage">Chat streams: the client asked for the usage chunk.</param>
/// <param name="IsArray">Gemini streams: one JSON array instead of events.</param>
public sealed record AnswerFrame(string RequestId, string? Model, DateTimeOffset At, bool WantsUsage, bool IsArray)
{
    /// <summary>What was asked, for dialects whose answers repeat settings of the request (responses); null repeats the defaults.</summary>
    public ModelRequest? Request { get; init; }
}

/// <summary>Turns one upstream's stream into steps.</summary>
public abstract class StreamSource
{
    /// <summary>Reads one event.</summary>
    /// <param name="data">The JSON object of the event.</param>
    /// <param name="into">Takes the steps it means; often none or one.</param>
    /// <exception cref="UntranslatableException">It holds what no other dialect can say.</exception>
    public abstract void Read(JsonElement data, List<AnswerEvent> into);

    /// <summary>The upstream closed its stream as it should: ends what is still open, and the answer unless an event already did.</summary>
    public abstract void Finish(List<AnswerEvent> into);
}

/// <summary>Writes one client's stream, framing included: <c>event:</c> lines and <c>[DONE]</c> where the dialect has them.</summary>
public abstract class StreamSink
{
    public abstract void Write(AnswerEvent step, IBufferWriter<byte> output);
}
