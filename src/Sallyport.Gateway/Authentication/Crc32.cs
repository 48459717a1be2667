namespace Sallyport.Gateway.Authentication;

/// <summary>CRC-32 as in zip and zlib (polynomial 0xEDB88320), because secret scanners have that one at hand. Not a protection against anybody.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <param name="ascii">Characters below 128; the low byte of each is taken.</param>
    public static uint Of(ReadOnlySpan<char> ascii)
    {
        var table = Table;
        var crc = uint.MaxValue;
        foreach (var c in ascii) crc = table[(byte)(crc ^ c)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320u : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
