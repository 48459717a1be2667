using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Gemini's <c>generateContent</c> and <c>streamGenerateContent</c>.</summary>
/// <remarks>Whether to stream stands in the path: a client's <see cref="ModelRequest.Stream"/> is for the caller to set.</remarks>
public sealed class GeminiTranslation : DialectTranslation
{
    public override DialectId Dialect => DialectId.Gemini;

    public override ModelRequest ReadRequest(JsonElement body) => GeminiRequestReading.Read(JsonPlace.Body(body));

    public override void WriteRequest(ModelRequest request, string model, IBufferWriter<byte> output)
    {
        using var json = JsonPieces.Writer(output);
        GeminiRequestWriting.Write(json, request, model);
    }

    public override ModelAnswer ReadAnswer(JsonElement body) => GeminiAnswerReading.Read(JsonPlace.Body(body));

    public override void WriteAnswer(ModelAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = JsonPieces.Writer(output);
        GeminiAnswerWriting.Write(json, answer, frame);
    }

    public override ProviderError? ReadError(JsonElement body, int status) => GeminiErrorReading.Read(body, status);

    public override StreamSource ReadStream() => new GeminiStreamSource();

    public override StreamSink WriteStream(AnswerFrame frame) => new GeminiStreamSink(frame);
}
