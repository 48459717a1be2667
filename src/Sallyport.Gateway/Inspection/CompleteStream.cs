using System.Buffers;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Listener;
using Sallyport.Providers;
using Sallyport.Providers.Sse;

namespace Sallyport.Gateway.Inspection;

/// <summary>
/// Turns a provider's inspected stream into that of our own surface: <c>{"delta":"…"}</c> events, then one with <c>id, model, usage, redactions</c>, then <c>[DONE]</c>.
/// </summary>
internal sealed class CompleteStream(Exchange exchange, InspectedRequest request, DialectId dialect) : IDisposable
{
    private readonly PooledWriter _events = new(4_096);
    private readonly StringBuilder _text = new();
    private AnswerReader? _reader;

    /// <summary>Takes the provider's events as they would leave: masked and restored.</summary>
    public IBufferWriter<byte> Input => _events;

    /// <summary>Writes what has come in as our own events.</summary>
    public void Forward()
    {
        _reader ??= ScratchPool.RentAnswerReader(dialect);
        var bytes = _events.Written.Span;
        var scanned = 0;
        while (SseFramer.TryRead(bytes, ref scanned, out var frame) == FrameResult.Frame)
        {
            if (frame.Kind == FrameKind.Data && _reader.TryRead(bytes.Slice(frame.DataStart, frame.DataLength), out _))
            {
                _text.Clear();
                CompleteAnswer.AppendText(_reader.Segments, bytes.Slice(frame.DataStart, frame.DataLength), [], _text);
                if (_text.Length > 0) WriteDelta();
            }

            bytes = bytes[frame.Length..];
        }

        _events.Clear(); // the inspector writes whole frames only
    }

    /// <summary>Writes the last events.</summary>
    public void Finish(AnswerReader seen)
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
    }

    public void Dispose()
    {
        _events.Dispose();
        if (_reader is not null) ScratchPool.Return(_reader);
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
