namespace Sallyport.Providers;

/// <summary>CRC-32 as in zip and zlib (polynomial 0xEDB88320): event streams carry it, and secret scanners have it at hand for our keys. Finds damage, not deceit.</summary>
public static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var (table, sum) = (Table, uint.MaxValue);
        foreach (var b in bytes) sum = Next(table, sum, b);
        return ~sum;
    }

    /// <param name="ascii">Characters below 128; the low byte of each is taken.</param>
    public static uint Of(ReadOnlySpan<char> ascii)
    {
        var (table, sum) = (Table, uint.MaxValue);
        foreach (var c in ascii) sum = Next(table, sum, c);
        return ~sum;
    }

    private static uint Next(uint[] table, uint sum, uint symbol) => table[(byte)(sum ^ symbol)] ^ (sum >> 8);

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
