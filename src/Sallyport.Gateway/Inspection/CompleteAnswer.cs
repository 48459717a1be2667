using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>The answer of our own <c>/api/ai/complete</c>: <c>id, model, output, usage, redactions</c>.</summary>
internal static class CompleteAnswer
{
    /// <summary>Writes the answer from a provider's, whose edits are applied to the text.</summary>
    public static void Write(string id, AnswerReader reader, ReadOnlySpan<byte> body, List<Edit> edits, InspectedRequest request, IBufferWriter<byte> output)
    {
        var text = new StringBuilder();
        AppendText(reader.Segments, body, CollectionsMarshal.AsSpan(edits), text);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("model"u8, reader.Model ?? request.Facts.Model);
        json.WriteString("output"u8, text.ToString());
        WriteFacts(json, reader, request);
        json.WriteEndObject();
    }

    /// <summary>Writes <c>usage</c> and <c>redactions</c>.</summary>
    public static void WriteFacts(Utf8JsonWriter json, AnswerReader reader, InspectedRequest request)
    {
        json.WriteStartObject("usage"u8);
        WriteCount(json, "input_tokens", reader.Usage.Input);
        WriteCount(json, "output_tokens", reader.Usage.Output);
        json.WriteEndObject();
        json.WriteStartArray("redactions"u8);
        foreach (var group in request.Findings.Counts.Where(c => c.Rule.Changes).GroupBy(c => c.Rule.Label))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, group.Key);
            json.WriteNumber("count"u8, group.Sum(c => c.Count));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The model's words to the user, edits applied.</summary>
    public static void AppendText(List<TextSegment> segments, ReadOnlySpan<byte> body, ReadOnlySpan<Edit> edits, StringBuilder text)
    {
        foreach (ref readonly var segment in CollectionsMarshal.AsSpan(segments))
        {
            if (segment.IsAnswer) AppendText(segment, body, edits, text);
        }
    }

    /// <summary>The text of one segment, edits applied.</summary>
    public static void AppendText(in TextSegment segment, ReadOnlySpan<byte> body, ReadOnlySpan<Edit> edits, StringBuilder text)
    {
        var (at, end) = (segment.Start, segment.Start + segment.Length);
        foreach (var edit in edits)
        {
            if (edit.Start < at || edit.Start >= end) continue;
            AppendDecoded(body[at..edit.Start], text);
            text.Append(edit.Text);
            at = edit.Start + edit.Length;
        }

        AppendDecoded(body[at..end], text);
    }

    /// <summary>What the client gets for an upstream's error: its status, none of its words.</summary>
    public static byte[] UpstreamError(int status, string requestId)
    {
        using var output = new PooledWriter();
        var rejection = Pipeline.Rejection.UpstreamError(status);
        ErrorWriter.WriteBody(DialectId.Sallyport, new ClientError(status, rejection.Kind, rejection.Code, rejection.Message, requestId), output);
        return output.Written.ToArray();
    }

    /// <summary>Appends bytes of a JSON string, escapes undone.</summary>
    public static void AppendDecoded(ReadOnlySpan<byte> content, StringBuilder text)
    {
        var chars = ArrayPool<char>.Shared.Rent(content.Length + 1);
        text.Append(chars, 0, SegmentText.Decode(content, 1, chars));
        ArrayPool<char>.Shared.Return(chars);
    }

    private static void WriteCount(Utf8JsonWriter json, string name, long? count)
    {
        if (count is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }
}
