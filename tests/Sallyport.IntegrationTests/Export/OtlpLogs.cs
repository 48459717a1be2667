using System.Buffers.Binary;
using System.Text;

namespace Sallyport.IntegrationTests.Export;

/// <summary>Decodes an OTLP ExportLogsServiceRequest: as much of protobuf as that takes, and no code of the product.</summary>
internal static class OtlpLogs
{
    public static IEnumerable<Record> Decode(byte[] request) =>
        from resource in Parts(request, 1) from scope in Parts(resource, 2) from log in Parts(scope, 2) select ReadRecord(log);

    private static Record ReadRecord(byte[] log)
    {
        var (time, body, attributes) = (0L, "", new Dictionary<string, object>(StringComparer.Ordinal));
        foreach (var (number, value) in Fields(log))
        {
            if (number == 1) time = (long)BinaryPrimitives.ReadUInt64LittleEndian(value);
            else if (number == 5) body = (string)ReadValue(value);
            else if (number == 6) attributes.Add(Encoding.UTF8.GetString(Parts(value, 1).Single()), ReadValue(Parts(value, 2).Single()));
        }

        return new Record(time, body, attributes);
    }

    private static object ReadValue(byte[] any)
    {
        var (number, value) = Fields(any).Single();
        return number switch
        {
            1 => Encoding.UTF8.GetString(value),
            3 => BitConverter.ToInt64(value),
            _ => throw new InvalidDataException($"AnyValue {number} is not expected."),
        };
    }

    private static IEnumerable<byte[]> Parts(byte[] message, int number) => Fields(message).Where(f => f.Number == number).Select(f => f.Value);

    private static IEnumerable<(int Number, byte[] Value)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var length = 0;
            switch (key & 7)
            {
                case 0:
                    yield return ((int)(key >> 3), BitConverter.GetBytes((long)Varint(message, ref at)));
                    continue;
                case 1: length = 8; break;
                case 2: length = (int)Varint(message, ref at); break;
                case 5: length = 4; break;
                default: throw new InvalidDataException("not protobuf");
            }

            yield return ((int)(key >> 3), message[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var (value, shift) = (0UL, 0);
        byte next;
        do
        {
            next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        return value;
    }

    internal sealed record Record(long TimeNanoseconds, string Body, IReadOnlyDictionary<string, object> Attributes);
}
