using System.Security.Cryptography;
using Sallyport.Providers;

namespace Sallyport.Gateway.Authentication;

/// <summary>A virtual key in the clear, as it is shown once to its owner. Prints without its secret.</summary>
/// <remarks>
/// Form: <c>sp_prod_</c>, 10 base62 characters of public id, <c>_</c>, 32 base62 characters of secret (190 bits),
/// then the CRC-32 of everything before it as 6 base62 characters. Secret scanners can tell a real key from a look-alike by it.
/// </remarks>
public sealed class VirtualKey
{
    /// <summary>Length of the public id, in characters.</summary>
    public const int IdLength = 10;

    /// <summary>Length of the longest key, in characters; all of them ASCII.</summary>
    public const int MaxLength = 8 + IdLength + 1 + SecretLength + ChecksumLength;

    private const int SecretLength = 32, ChecksumLength = 6;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly string _text;

    private VirtualKey(string text, KeyEnvironment environment, string id) => (_text, Environment, Id) = (text, environment, id);

    /// <summary>Where the key may be used.</summary>
    public KeyEnvironment Environment { get; }

    /// <summary>Public id: safe to log.</summary>
    public string Id { get; }

    /// <summary>Makes a key from the system's random source.</summary>
    /// <param name="id">The public id to keep in a rotation; null for a new one.</param>
    public static VirtualKey Create(KeyEnvironment environment, string? id = null)
    {
        var prefix = PrefixOf(environment);
        if (id is not null && (id.Length != IdLength || !IsBase62(id))) throw new ArgumentException("A public id is 10 base62 characters.", nameof(id));
        id ??= RandomNumberGenerator.GetString(Base62, IdLength);

        Span<char> text = stackalloc char[prefix.Length + IdLength + 1 + SecretLength + ChecksumLength];
        prefix.CopyTo(text);
        id.CopyTo(text[prefix.Length..]);
        text[prefix.Length + IdLength] = '_';
        RandomNumberGenerator.GetItems(Base62, text.Slice(prefix.Length + IdLength + 1, SecretLength));
        WriteChecksum(text[..^ChecksumLength], text[^ChecksumLength..]);
        return new VirtualKey(new string(text), environment, id);
    }

    /// <summary>Checks form and checksum without any look-up and without allocating.</summary>
    /// <returns>False if this cannot be a key; every error in a single character is caught.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out KeyEnvironment environment, out ReadOnlySpan<char> id)
    {
        environment = text.StartsWith("sp_prod_") ? KeyEnvironment.Production
            : text.StartsWith("sp_stg_") ? KeyEnvironment.Staging
            : text.StartsWith("sp_dev_") ? KeyEnvironment.Development
            : default;
        id = default;
        if (environment == default) return false;

        var start = PrefixOf(environment).Length;
        if (text.Length != start + IdLength + 1 + SecretLength + ChecksumLength) return false;
        if (text[start + IdLength] != '_' || !IsBase62(text.Slice(start, IdLength)) || !IsBase62(text[(start + IdLength + 1)..])) return false;

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text[..^ChecksumLength], checksum);
        if (!text[^ChecksumLength..].SequenceEqual(checksum)) return false;
        id = text.Slice(start, IdLength);
        return true;
    }

    /// <summary>A key that was made elsewhere; null if its form or checksum is wrong.</summary>
    public static VirtualKey? Import(string text) =>
        TryParse(text, out var environment, out var id) ? new VirtualKey(text, environment, id.ToString()) : null;

    /// <summary>The whole key. Only for showing it once to whoever asked for it, and for hashing.</summary>
    public string Reveal() => _text;

    public override string ToString() => $"{PrefixOf(Environment)}{Id}_***";

    private static string PrefixOf(KeyEnvironment environment) => environment switch
    {
        KeyEnvironment.Production => "sp_prod_",
        KeyEnvironment.Staging => "sp_stg_",
        KeyEnvironment.Development => "sp_dev_",
        _ => throw new ArgumentOutOfRangeException(nameof(environment), environment, "Not an environment."),
    };

    private static bool IsBase62(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c)) return false;
        return true;
    }

    /// <summary>62^6 is larger than 2^32, so six characters hold each CRC in exactly one way.</summary>
    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> checksum)
    {
        var crc = Crc32.Of(body);
        for (var i = checksum.Length - 1; i >= 0; i--)
        {
            (crc, var digit) = Math.DivRem(crc, 62u);
            checksum[i] = Base62[(int)digit];
        }
    }
}
