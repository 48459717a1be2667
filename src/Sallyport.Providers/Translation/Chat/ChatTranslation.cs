using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>OpenAI chat completions, and the many servers that are compatible with it.</summary>
/// <param name="isCompatible">True if the upstream is not OpenAI's own: it caps with <c>max_tokens</c>, which Mistral and others take alone; OpenAI's reasoning models take <c>max_completion_tokens</c> alone.</param>
internal sealed class ChatTranslation(bool isCompatible) : DialectTranslation
{
    public override DialectId Dialect => DialectId.OpenAIChat;

    public override ModelRequest ReadRequest(JsonElement body) => ChatRequestParser.Read(body);

    public override void WriteRequest(ModelRequest request, string model, IBufferWriter<byte> output) => ChatRequestComposer.Write(request, model, isCompatible, output);

    public override ModelAnswer ReadAnswer(JsonElement body) => ChatAnswerParser.Read(body);

    public override void WriteAnswer(ModelAnswer answer, AnswerFrame frame, IBufferWriter<byte> output) => ChatAnswerComposer.Write(answer, frame, output);

    public override ProviderError? ReadError(JsonElement body, int status) => ChatErrorParser.Read(body, status);

    public override StreamSource ReadStream() => new ChatStreamSource();

    public override StreamSink WriteStream(AnswerFrame frame) => new ChatStreamSink(frame);
}
