namespace Sallyport.Providers.Aws;

/// <summary>CRC-32 of zip and zlib (polynomial 0xEDB88320), which event streams carry. Finds damage, not deceit.</summary>
internal static class Checksum
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var (table, sum) = (Table, uint.MaxValue);
        foreach (var b in bytes) sum = table[(byte)(sum ^ b)] ^ (sum >> 8);
        return ~sum;
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
