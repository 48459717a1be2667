using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sallyport.Gateway.Listener;

/// <summary>Makes UUIDv7s from random bytes drawn in bulk: one system call for hundreds of ids instead of one each.</summary>
internal static class ExchangeIds
{
    private const int RandomBytes = 10;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _left;

    /// <summary>A new id that sorts by time, to the millisecond.</summary>
    public static Guid Next(DateTimeOffset now)
    {
        var random = _random ??= new byte[RandomBytes * 256];
        if (_left < RandomBytes)
        {
            RandomNumberGenerator.Fill(random);
            _left = random.Length;
        }

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, now.ToUnixTimeMilliseconds() << 16);
        random.AsSpan(_left -= RandomBytes, RandomBytes).CopyTo(id[6..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
