using System.Buffers.Binary;
using System.Text;
using Sallyport.Providers.Sse;

namespace Sallyport.Providers.Aws;

/// <summary>
/// Finds the messages of <c>application/vnd.amazon.eventstream</c>. A message is: length of all, length of its headers, checksum of these two
/// (4 bytes each, big-endian), headers, payload, checksum of all before it.
/// </summary>
public static class EventStreamFramer
{
    private const int PreludeLength = 12, ChecksumLength = 4;

    /// <summary>Largest message and largest headers that the format knows.</summary>
    private const int MaxLength = 24 * 1024 * 1024, MaxHeaders = 128 * 1024;

    private const byte StringType = 7;

    /// <returns><see cref="FrameResult.Malformed"/> for lengths that cannot be and for a checksum that does not hold: what follows has no beginning then.</returns>
    public static FrameResult Find(ReadOnlySpan<byte> buffer, out EventStreamFrame frame)
    {
        frame = default;
        if (buffer.Length < PreludeLength) return FrameResult.Incomplete;
        var length = BinaryPrimitives.ReadUInt32BigEndian(buffer);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(buffer[4..]);
        // Before the length is believed: one wrong bit in it would have us wait for megabytes that never come.
        if (BinaryPrimitives.ReadUInt32BigEndian(buffer[8..]) != Crc32.Of(buffer[..8])) return FrameResult.Malformed;
        if (length is < PreludeLength + ChecksumLength or > MaxLength || headers > MaxHeaders || headers > length - PreludeLength - ChecksumLength) return FrameResult.Malformed;
        if (buffer.Length < length) return FrameResult.Incomplete;

        var all = buffer[..(int)length];
        if (BinaryPrimitives.ReadUInt32BigEndian(all[^ChecksumLength..]) != Crc32.Of(all[..^ChecksumLength])) return FrameResult.Malformed;
        var start = PreludeLength + (int)headers;
        return TryReadHeaders(all[PreludeLength..start], out var isFailure, out var name, out var message)
            ? Found(new EventStreamFrame((int)length, start, (int)length - start - ChecksumLength, isFailure, name, message), out frame)
            : FrameResult.Malformed;
    }

    private static FrameResult Found(EventStreamFrame found, out EventStreamFrame frame)
    {
        frame = found;
        return FrameResult.Frame;
    }

    // Name length (1), name, type (1), value. Only strings (length 2) matter here; the others are stepped over by their size.
    private static bool TryReadHeaders(ReadOnlySpan<byte> headers, out bool isFailure, out string name, out string? message)
    {
        (isFailure, name, message) = (false, "", null);
        while (!headers.IsEmpty)
        {
            int nameLength = headers[0];
            if (headers.Length < nameLength + 2) return false;
            var key = headers.Slice(1, nameLength);
            var type = headers[nameLength + 1];
            headers = headers[(nameLength + 2)..];
            int size;
            if (type is 6 or StringType)
            {
                if (headers.Length < 2) return false;
                size = BinaryPrimitives.ReadUInt16BigEndian(headers);
                headers = headers[2..];
            }
            else
            {
                size = type switch { 0 or 1 => 0, 2 => 1, 3 => 2, 4 => 4, 5 or 8 => 8, 9 => 16, _ => int.MaxValue };
            }

            if (headers.Length < size) return false;
            if (type == StringType)
            {
                var value = headers[..size];
                if (key.SequenceEqual(":message-type"u8)) isFailure = !value.SequenceEqual("event"u8);
                else if (key.SequenceEqual(":event-type"u8) || key.SequenceEqual(":exception-type"u8) || key.SequenceEqual(":error-code"u8)) name = Encoding.UTF8.GetString(value);
                else if (key.SequenceEqual(":error-message"u8)) message = Encoding.UTF8.GetString(value);
            }

            headers = headers[size..];
        }

        return true;
    }
}
