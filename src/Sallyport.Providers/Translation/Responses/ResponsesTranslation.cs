using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>OpenAI's <c>POST /v1/responses</c>, as far as it needs no state at the provider.</summary>
public sealed class ResponsesTranslation : DialectTranslation
{
    public override DialectId Dialect => DialectId.OpenAIResponses;

    public override ModelRequest ReadRequest(JsonElement body) => ResponsesRequestReading.Read(JsonPlace.Body(body));

    public override void WriteRequest(ModelRequest request, string model, IBufferWriter<byte> output)
    {
        using var json = JsonPieces.Writer(output);
        ResponsesRequestWriting.Write(json, request, model);
    }

    public override ModelAnswer ReadAnswer(JsonElement body) => ResponsesAnswerReading.Read(JsonPlace.Body(body));

    public override void WriteAnswer(ModelAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = JsonPieces.Writer(output);
        ResponsesAnswerWriting.Write(json, answer, frame);
    }

    public override ProviderError? ReadError(JsonElement body, int status) => ResponsesErrorReading.Read(body, status);

    public override StreamSource ReadStream() => new ResponsesStreamSource();

    public override StreamSink WriteStream(AnswerFrame frame) => new ResponsesStreamSink(frame);
}
