using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Testing;

/// <summary>Makes virtual keys from the written description of their form, without the product's own code, so that the two check each other.</summary>
public static class TestKey
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A well-formed key that nobody has issued: <c>sp_dev_</c>, public id, <c>_</c>, secret, checksum.</summary>
    /// <param name="environment">"dev", "stg" or "prod".</param>
    public static string Create(string environment = "dev")
    {
        var body = $"sp_{environment}_{RandomNumberGenerator.GetString(Base62, 10)}_{RandomNumberGenerator.GetString(Base62, 32)}";
        var sum = Crc32(Encoding.ASCII.GetBytes(body));
        var digits = new char[6];
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Base62[(int)(sum % 62)];
            sum /= 62;
        }

        return body + new string(digits);
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }
}
