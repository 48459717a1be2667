using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime.Internal.Auth;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Testing;

namespace Sallyport.IntegrationTests.Forwarding.Vendors;

/// <summary>Checks a signature as Amazon would: everything is taken from the request as it came, and the signing is done by Amazon's library.</summary>
internal static class AwsCheck
{
    public const string AccessKey = "AKIDEXAMPLE", SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Region = "eu-west-1";

    /// <returns>What is wrong; null if the request would be let in.</returns>
    public static string? FaultOf(UpstreamExchange exchange)
    {
        var request = exchange.Request;
        var authorization = request.Header("authorization") ?? "";
        var names = Between(authorization, "SignedHeaders=", ",").Split(';');
        foreach (var needed in (string[])["host", "x-amz-date"])
        {
            if (!names.Contains(needed)) return needed + " is not signed";
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(request.Body));
        if (request.Header("x-amz-content-sha256") is { } told && told != digest) return "the digest is of another body";
        var target = exchange.Context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?');
        var path = string.Concat(target[0].Split('/').Select((segment, i) => (i == 0 ? "" : "/") + Escape(segment)));
        var query = target.Length < 2 ? "" : string.Join('&', target[1].Split('&').Order(StringComparer.Ordinal));
        var canonical = $"{request.Method}\n{path}\n{query}\n{string.Concat(names.Select(name => name + ":" + request.Header(name)?.Trim() + "\n"))}\n{string.Join(';', names)}\n{digest}";
        var at = DateTime.ParseExact(request.Header("x-amz-date")!, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
        var expected = AWS4Signer.ComputeSignature(AccessKey, SecretKey, Region, at, "bedrock", string.Join(';', names), canonical);
        return authorization == expected.ForAuthorizationHeader ? null : "the signature is another";
    }

    private static string Escape(string segment)
    {
        var text = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(segment))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~') text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return text.ToString();
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        var end = text.IndexOf(after, start, StringComparison.Ordinal);
        return end < 0 ? text[start..] : text[start..end];
    }
}
