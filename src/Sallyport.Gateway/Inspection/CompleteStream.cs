using System.Buffers;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;

namespace Sallyport.Gateway.Inspection;

/// <summary>
/// Turns a provider's inspected stream into that of our own surface: <c>{"delta":"…"}</c> events, then one with <c>id, model, usage, redactions</c>, then <c>[DONE]</c>.
/// </summary>
internal sealed class CompleteStream(Exchange exchange, InspectedRequest request, DialectId dialect) : RewrittenStream
{
    private readonly StringBuilder _text = new();
    private readonly AnswerReader _reader = ScratchPool.RentAnswerReader(dialect);

    public override Rejection? Finish(AnswerReader seen)
    {
        Forward();
        exchange.Output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(exchange.Output))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, exchange.RequestId);
            json.WriteString("model"u8, seen.Model ?? request.Facts.Model);
            CompleteAnswer.WriteFacts(json, seen, request);
            json.WriteEndObject();
        }

        exchange.Output.Write("\n\ndata: [DONE]\n\n"u8);
        return null;
    }

    public override void Dispose()
    {
        base.Dispose();
        ScratchPool.Return(_reader);
    }

    protected override Rejection? Take(ReadOnlyMemory<byte> data)
    {
        if (!_reader.TryRead(data.Span, out _)) return null;
        _text.Clear();
        CompleteAnswer.AppendText(_reader.Segments, data.Span, [], _text);
        if (_text.Length > 0) WriteDelta();
        return null;
    }

    private void WriteDelta()
    {
        exchange.Output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(exchange.Output))
        {
            json.WriteStartObject();
            json.WriteString("delta"u8, _text.ToString());
            json.WriteEndObject();
        }

        exchange.Output.Write("\n\n"u8);
    }
}
