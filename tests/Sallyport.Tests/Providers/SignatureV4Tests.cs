using System.Text;
using Sallyport.Providers.Aws;
using Xunit;

namespace Sallyport.Tests.Providers;

public sealed class SignatureV4Tests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // Signatures that botocore 1.43.11 makes of the same requests.
    [Theory]
    [InlineData("https://bedrock-runtime.eu-west-1.amazonaws.com/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke", "{\"max_tokens\":1}", null, "host;x-amz-content-sha256;x-amz-date", "6b384305dfe30433b2218404a3ca2b4e6569a95f6edc95b7a66d020b34be9b52")]
    [InlineData("https://bedrock-runtime.eu-west-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Feu.anthropic.claude/invoke-with-response-stream", "{\"a\":\"ü\"}", "session/token+==", "host;x-amz-content-sha256;x-amz-date;x-amz-security-token", "5d5fdf72ea7bcbb8108fedadda2816ac965e04954bb714e5a6ac94793e75a20b")]
    [InlineData("http://127.0.0.1:4567/openai/v1/chat/completions?b=2&a=1", "", null, "host;x-amz-content-sha256;x-amz-date", "c65fbcdb3303ceb544e9b5842bdc941cd7d75afd03c84edfff9a9a808c57c938")]
    public void A_signature_is_the_one_that_Amazons_own_library_makes(string address, string body, string? token, string names, string signature)
    {
        var keys = new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token);
        var headers = SignatureV4.Sign("POST", new Uri(address), [], Encoding.UTF8.GetBytes(body), keys, "eu-west-1", "bedrock", At).ToDictionary(h => h.Key, h => h.Value);
        Assert.Equal($"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/bedrock/aws4_request, SignedHeaders={names}, Signature={signature}", headers["authorization"]);
        Assert.Equal("20260301T120000Z", headers["x-amz-date"]);
        Assert.Equal(token, headers.GetValueOrDefault("x-amz-security-token"));
    }

    [Fact]
    public void Keys_do_not_print() => Assert.DoesNotContain("wJal", new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI", null).ToString(), StringComparison.Ordinal);
}
