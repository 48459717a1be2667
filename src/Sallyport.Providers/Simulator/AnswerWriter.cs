using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>Writes an answer as one JSON value or as server-sent events, one piece per event.</summary>
internal sealed class AnswerWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly List<int> _ends = [];
    private readonly Utf8JsonWriter _json;

    // Relaxed: an answer is JSON and nothing else, and providers do not escape letters either.
    public AnswerWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public void Value(Action<Utf8JsonWriter> write)
    {
        _json.Reset();
        write(_json);
        _json.Flush();
        _ends.Add(_buffer.WrittenCount);
    }

    /// <param name="name">Written as an <c>event:</c> line; null for dialects without one.</param>
    /// <param name="write">The data.</param>
    public void Event(string? name, Action<Utf8JsonWriter> write)
    {
        if (name is not null) Raw($"event: {name}\n");
        Raw("data: ");
        _json.Reset();
        write(_json);
        _json.Flush();
        Raw("\n\n");
        _ends.Add(_buffer.WrittenCount);
    }

    /// <summary>Bytes as they are, belonging to the next piece.</summary>
    public void Raw(string text) => Encoding.UTF8.GetBytes(text, _buffer);

    public SimulatedAnswer ToAnswer(int status, string contentType)
    {
        if (_ends.Count == 0 || _ends[^1] < _buffer.WrittenCount) _ends.Add(_buffer.WrittenCount);
        return new SimulatedAnswer(status, contentType, _buffer.WrittenSpan.ToArray(), _ends);
    }

    public static SimulatedAnswer Json(Action<Utf8JsonWriter> write, int status = 200)
    {
        using var answer = new AnswerWriter();
        answer.Value(write);
        return answer.ToAnswer(status, "application/json");
    }

    public void Dispose() => _json.Dispose();
}
