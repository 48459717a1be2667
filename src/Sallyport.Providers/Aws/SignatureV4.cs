using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Providers.Aws;

/// <summary>Signs requests to Amazon's services, as "Signature Version 4" describes it.</summary>
public static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The headers that a signed request carries beside its own: date, digest of the body, session token, signature.</summary>
    /// <param name="method">HTTP method, upper case.</param>
    /// <param name="address">As it is sent: what is escaped in it stays so.</param>
    /// <param name="headers">Further headers to sign, names in lower case; those that a proxy may change must not be among them.</param>
    /// <param name="body">Every byte of it.</param>
    /// <param name="service">Name in the credential's scope: <c>bedrock</c>.</param>
    /// <param name="at">A signature is good for five minutes around it.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Sign(string method, Uri address, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body, AwsKeys keys, string region, string service, DateTimeOffset at)
    {
        var stamp = at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var digest = Convert.ToHexStringLower(SHA256.HashData(body));
        List<KeyValuePair<string, string>> added = [new("x-amz-date", stamp), new("x-amz-content-sha256", digest)];
        if (keys.SessionToken is { } token) added.Add(new("x-amz-security-token", token));

        var signed = headers.Concat(added).Append(new("host", address.Authority)).OrderBy(h => h.Key, StringComparer.Ordinal).ToArray();
        var names = string.Join(';', signed.Select(h => h.Key));
        var canonical = new StringBuilder().Append(method).Append('\n')
            .Append(PathOf(address)).Append('\n')
            .Append(QueryOf(address)).Append('\n');
        foreach (var (name, value) in signed) canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
        canonical.Append('\n').Append(names).Append('\n').Append(digest);

        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        var toSign = $"{Algorithm}\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + keys.SecretKey);
        foreach (var part in (ReadOnlySpan<string>)[stamp[..8], region, service, "aws4_request"]) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        added.Add(new("authorization", $"{Algorithm} Credential={keys.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}"));
        return added;
    }

    // Every service but S3 escapes the path as it is sent once more: %3A becomes %253A.
    private static string PathOf(Uri address) => string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string QueryOf(Uri address)
    {
        if (address.Query.Length <= 1) return "";
        return string.Join('&', address.Query[1..].Split('&')
            .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
            .Order(StringComparer.Ordinal));
    }
}
