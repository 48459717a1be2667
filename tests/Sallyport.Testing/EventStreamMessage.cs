using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Sallyport.Testing;

/// <summary>Writes event-stream messages as Amazon's servers do: our own reader must not be its own witness.</summary>
public static class EventStreamMessage
{
    /// <summary>One event of a model, as <c>invoke-with-response-stream</c> wraps it.</summary>
    public static byte[] Chunk(string json) => Of([(":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event")], JsonSerializer.SerializeToUtf8Bytes(new { bytes = Encoding.UTF8.GetBytes(json), p = "abcdefgh" }));

    /// <summary>An exception in the middle of a stream.</summary>
    public static byte[] Exception(string type, string message) => Of([(":exception-type", type), (":content-type", "application/json"), (":message-type", "exception")], JsonSerializer.SerializeToUtf8Bytes(new { message }));

    public static byte[] Of((string Name, string Value)[] headers, byte[] payload)
    {
        using var head = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            head.WriteByte((byte)name.Length);
            head.Write(Encoding.UTF8.GetBytes(name));
            head.Write([7, (byte)(bytes.Length >> 8), (byte)bytes.Length]);
            head.Write(bytes);
        }

        var message = new byte[16 + head.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), (int)head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Sum(message.AsSpan(0, 8)));
        head.ToArray().CopyTo(message, 12);
        payload.CopyTo(message, 12 + head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), Sum(message.AsSpan(0, message.Length - 4)));
        return message;
    }

    // Bit by bit, without a table: slow, and unlike the one that is tested.
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) == 0 ? 0 : 0xEDB88320);
        }

        return ~sum;
    }
}
