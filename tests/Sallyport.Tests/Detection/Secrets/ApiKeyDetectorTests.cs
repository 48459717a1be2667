using Sallyport.Detection.Secrets;
using Xunit;

namespace Sallyport.Tests.Detection.Secrets;

public sealed class ApiKeyDetectorTests
{
    private const string R = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nP2rS5tU8wX1zA4cD7fG0iJ3lM6oQ9qR2tV5";
    private const string Hex = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

    public static TheoryData<string> Keys =>
    [
        "sk-proj-" + R, "sk-svcacct-" + R, "sk-" + R[..48], "sk-" + Hex[..32], "sk-ant-api03-" + R, "AIza" + R[..35], "AQ." + R[..50],
        "AKIA" + "Q7ZPLM2XWERT9YUI", "ASIA" + "Q7ZPLM2XWERT9YUI", "ghp_" + R[..36], "gho_" + R[..36], "ghu_" + R[..36], "ghs_" + R[..36], "ghr_" + R[..36], "github_pat_" + R,
        "glpat-" + R[..20], "xoxb-872918726317-634509292850-" + R[..24], "xapp-1-" + R[..40], "hooks.slack.com/services/TV9475M0K/B0IFBTZLQ/" + R[..24],
        "sk_live_" + R[..24], "rk_live_" + R[..24], "sk_test_" + R[..24], "whsec_" + R[..32], "SG." + R[..22] + "." + R[..43], "npm_" + R[..36], "pypi-" + R, "hf_" + R[..34],
        "dop_v1_" + Hex, "key-" + Hex[..32], "shpat_" + Hex[..32], "gsk_" + R[..52], "xai-" + R, "pplx-" + R[..48], "sp_dev_" + R[..32], "sp_stg_" + R[..32], "sp_prod_" + R[..32],
        "644889238:A" + R[..34], "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ." + R[..43],
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Provider_keys_are_found_whole(string key)
    {
        Assert.Equal(key, Scanned.With("api-key", key));
        Assert.Equal(key, Scanned.With("api-key", $"use {key} please"));
        Assert.Equal(key, Scanned.With("api-key", $"('{key}')"));
    }

    [Theory]
    [InlineData("api_key: 'aB3dE6gH9jK2mN5p'", "aB3dE6gH9jK2mN5p")]
    [InlineData("{\\\"client_secret\\\": \\\"aB3dE6gH9jK2mN5p\\\"}", "aB3dE6gH9jK2mN5p")]
    [InlineData("aws_secret_access_key = IfIgGdS0VTTptNG/kxgD45zNEe8HOOFRnFaqqukx", "IfIgGdS0VTTptNG/kxgD45zNEe8HOOFRnFaqqukx")]
    [InlineData("MISTRAL_API_KEY=aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF")]
    [InlineData("twilio_auth_token => '0f1e2d3c4b5a69788796a5b4c3d2e1f0'", "0f1e2d3c4b5a69788796a5b4c3d2e1f0")]
    [InlineData("Authorization: Bearer aB3dE6gH9jK2mN5pQ8sT", "aB3dE6gH9jK2mN5pQ8sT")]
    [InlineData("authorization: Basic dXNlcjpwYXNzd29yZDEyMw==", "dXNlcjpwYXNzd29yZDEyMw==")]
    [InlineData("with bearer aB3dE6gH9jK2mN5pQ8sT.", "aB3dE6gH9jK2mN5pQ8sT")]
    [InlineData("AccountName=x;AccountKey=aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nP2rS5tU8wX1zA4cD7fG0iJ3lM6oQ9qR2tV5wx==;E=y", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nP2rS5tU8wX1zA4cD7fG0iJ3lM6oQ9qR2tV5wx==")]
    [InlineData("https://x.blob.core.windows.net/?sv=1&sig=wJalrXUtnFEMIK7MDENGbPxRfiCYzzKEYwJalrXUtn%3D", "wJalrXUtnFEMIK7MDENGbPxRfiCYzzKEYwJalrXUtn%3D")]
    public void Of_an_assignment_a_header_and_a_URL_the_value_is_found(string text, string expected) => Assert.Equal(expected, Scanned.With("api-key", text));

    [Theory]
    [InlineData("risk-averse-and-long-words-follow-here-okay")]
    [InlineData("sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("apiKey: \"YOUR_API_KEY_HERE\"")]
    [InlineData("api_key = os.environ['API_KEY_1234567890']")]
    [InlineData("password=${DB_PASSWORD}")]
    [InlineData("token = getToken(user, password)")]
    [InlineData("if (password == null || password.length < 8) throw")]
    [InlineData("password: form.password2")]
    [InlineData("max_tokens: 512")]
    [InlineData("Authorization: Bearer <YOUR_TOKEN>")]
    [InlineData("the secret of good bread is time, the token: a word")]
    [InlineData("commit 719d686a67af81109ededf5d406756a46e0d99d2")]
    [InlineData("\"integrity\": \"sha512-Zch8Uwgbd2mUzPyw7I0otOS1Znmj5RLZzb10jjPjpxk0Fn5==\"")]
    [InlineData("https://user:password@example.com")]
    [InlineData("https://example.com:8080/@x")]
    [InlineData("how do I reset my password on git05.corp.local?")]
    [InlineData("secretName: tls-cert-backup\nkey: tls.crt")]
    [InlineData("AKIAshort")]
    [InlineData("monkey-0f1e2d3c4b5a69788796a5b4c3d2e1f0")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("api-key", text));

    [Fact]
    public void Every_format_has_an_anchor_and_fits_the_reach()
    {
        Assert.All(SecretFormats.All, f => Assert.True(f.Anchor.Length >= 2));
        Assert.True(SecretFormats.MaxLength >= 4_000);
    }
}
