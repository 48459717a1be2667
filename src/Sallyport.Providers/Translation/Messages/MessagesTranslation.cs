using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Anthropic's Messages API, and the servers that are compatible with it.</summary>
/// <param name="isCompatible">True if the upstream is not Anthropic's own or one of the clouds that serve Claude: thinking is then asked for as a budget, the form that all know.</param>
internal sealed class MessagesTranslation(bool isCompatible) : DialectTranslation
{
    public override DialectId Dialect => DialectId.AnthropicMessages;

    public override ModelRequest ReadRequest(JsonElement body) => MessagesRequestParser.Read(body);

    public override void WriteRequest(ModelRequest request, string model, IBufferWriter<byte> output) => MessagesRequestComposer.Write(request, model, isCompatible, output);

    public override ModelAnswer ReadAnswer(JsonElement body) => MessagesAnswerParser.Read(body);

    public override void WriteAnswer(ModelAnswer answer, AnswerFrame frame, IBufferWriter<byte> output) => MessagesAnswerComposer.Write(answer, frame, output);

    public override ProviderError? ReadError(JsonElement body, int status) => MessagesErrorParser.Read(body, status);

    public override StreamSource ReadStream() => new MessagesStreamSource();

    public override StreamSink WriteStream(AnswerFrame frame) => new MessagesStreamSink(frame);
}
