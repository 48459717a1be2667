using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary><c>x-sallyport-signature: t=SECONDS,v1=HEX</c>: HMAC-SHA-256 of <c>SECONDS.BODY</c>. A receiver refuses what is older than it tolerates, so that a post cannot be replayed.</summary>
internal static class WebhookSignature
{
    public static string Of(Secret key, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var seconds = now.ToUnixTimeSeconds();
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key.Reveal()));
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")));
        hash.AppendData(body);
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }
}
