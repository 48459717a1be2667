using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Aws;

/// <summary>Turns messages of an <c>invoke-with-response-stream</c> answer into the server-sent events that they carry.</summary>
public static class BedrockEvents
{
    private static readonly SearchValues<byte> TypeLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_"u8);

    /// <summary>Writes the event in a message.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="payload">Its payload: <c>{"bytes":"…"}</c> with the event in Base64, or <c>{"message":"…"}</c> of an exception.</param>
    /// <param name="dialect">Dialect of the events inside.</param>
    /// <param name="requestId">For the error event.</param>
    /// <returns>False if the payload is neither.</returns>
    public static bool TryWrite(in EventStreamFrame frame, ReadOnlySpan<byte> payload, DialectId dialect, string requestId, IBufferWriter<byte> output)
    {
        if (frame.IsFailure)
        {
            var (status, kind) = VendorError.KindOf(frame.Name);
            var said = frame.Message ?? VendorError.Read(payload)?.Message ?? "The model's stream ended with an error.";
            ErrorWriter.WriteEvent(dialect, new ClientError(status, kind, frame.Name.Length > 0 ? frame.Name : "upstream_error", said, requestId), asArray: false, isFirst: false, output);
            return true;
        }

        if (frame.Name != "chunk") return true; // initial-response and whatever comes later: nothing of the model's
        return TryDecode(payload, out var decoded) && TryWriteEvent(decoded, dialect, output);
    }

    private static bool TryDecode(ReadOnlySpan<byte> payload, out byte[] decoded)
    {
        decoded = [];
        var json = new Utf8JsonReader(payload);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isBytes = json.ValueTextEquals("bytes"u8);
                json.Read();
                if (isBytes) return json.TryGetBytesFromBase64(out decoded!);
                json.Skip();
            }

            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryWriteEvent(byte[] data, DialectId dialect, IBufferWriter<byte> output)
    {
        // A line break between two members would end the line that carries them; inside a string none can stand.
        foreach (ref var b in data.AsSpan())
        {
            if (b is (byte)'\n' or (byte)'\r') b = (byte)' ';
        }

        if (dialect == DialectId.AnthropicMessages)
        {
            if (TypeOf(data) is not { } type) return false;
            output.Write("event: "u8);
            output.Write(type);
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        output.Write(data);
        output.Write("\n\n"u8);
        return true;
    }

    private static byte[]? TypeOf(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isType = json.ValueTextEquals("type"u8);
                json.Read();
                // Becomes a line of its own, so it may hold nothing that ends one.
                if (isType) return json.TokenType == JsonTokenType.String && !json.ValueSpan.ContainsAnyExcept(TypeLetters) ? json.ValueSpan.ToArray() : null;
                json.Skip();
            }

            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
