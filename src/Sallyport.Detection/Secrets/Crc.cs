namespace Sallyport.Detection.Secrets;

/// <summary>The check sum that some providers put at the end of a key: CRC-32 as six base62 chars.</summary>
internal static class Crc
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly uint[] Table = Build();

    /// <summary>True if the last six chars of <paramref name="key"/> are the check sum of what is between them and the first <paramref name="skipped"/> chars.</summary>
    public static bool Confirms(ReadOnlySpan<char> key, int skipped)
    {
        if (key.Length < skipped + 7) return false;
        var crc = uint.MaxValue;
        foreach (var c in key[skipped..^6]) crc = Table[(crc ^ c) & 0xFF] ^ (crc >> 8);
        crc = ~crc;
        for (var i = key.Length - 1; i >= key.Length - 6; i--)
        {
            if (key[i] != Base62[(int)(crc % 62)]) return false;
            crc /= 62;
        }

        return true;
    }

    private static uint[] Build()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            table[i] = crc;
        }

        return table;
    }
}
