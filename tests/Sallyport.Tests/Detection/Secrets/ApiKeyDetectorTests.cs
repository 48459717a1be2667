using Sallyport.Detection;
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

    [Theory]
    [InlineData("DATADOG_API_KEY=0d6f1dfc37eb4a8e36880e91e933014a", "0d6f1dfc37eb4a8e36880e91e933014a", "datadog-key")]
    [InlineData("the twilio token is 0d6f1dfc37eb4a8e36880e91e933014a", "0d6f1dfc37eb4a8e36880e91e933014a", "twilio-auth-token")]
    [InlineData("heroku key: dac6fb3d-713c-4555-8a97-4089aa3849be", "dac6fb3d-713c-4555-8a97-4089aa3849be", "heroku-legacy-key")]
    public void A_random_value_after_a_providers_name_is_its_key(string text, string expected, string kind)
    {
        Assert.Equal(expected, Scanned.With("api-key", text));
        Assert.Contains(kind, Scanned.KindsOf("api-key", text));
    }

    [Theory]
    [InlineData("JWT_SECRET=supersecretkey", "supersecretkey")]
    [InlineData("app.config['SECRET_KEY'] = 'thisisasecret'", "thisisasecret")]
    [InlineData("SECRET_KEY = 'django-insecure-4x&8s!q^z@k$1l0p#m9(n7b6v5c4x3z2'", "django-insecure-4x&8s!q^z@k$1l0p#m9(n7b6v5c4x3z2")]
    [InlineData("const jwtSecret = process.env.JWT_SECRET || 'dev-secret-123';", "dev-secret-123")]
    [InlineData("secret_key_base: 3b7cd727ee24e8444053437c36cc66c3a1b2", "3b7cd727ee24e8444053437c36cc66c3a1b2")]
    [InlineData("const API_KEY = 'bddff671-63f0-43b0-a062-18392af6bb38';", "bddff671-63f0-43b0-a062-18392af6bb38")]
    [InlineData("request.setHeader(\"X-Auth-Token\", \"gB4fQ2ksLp0sK3jd82Ls0sJd\");", "gB4fQ2ksLp0sK3jd82Ls0sJd")]
    [InlineData("<apiKey>gB4fQ2ksLp0sK3jd82Ls0sJd</apiKey>", "gB4fQ2ksLp0sK3jd82Ls0sJd")]
    [InlineData("GET /v1/x?page=2&access_token=gB4fQ2ksLp0sK3jd82Ls&y=1", "gB4fQ2ksLp0sK3jd82Ls")]
    [InlineData("the api key for prod is 7f6e5d4c3b2a19087f6e, careful", "7f6e5d4c3b2a19087f6e")]
    [InlineData("unser API-Schlüssel lautet gB4fQ2ksLp0sK3jd82Lt", "gB4fQ2ksLp0sK3jd82Lt")]
    [InlineData("ma clé API est gB4fQ2ksLp0sK3jd82Lt", "gB4fQ2ksLp0sK3jd82Lt")]
    [InlineData("Set-Cookie: JSESSIONID=4F2A9C8B7D6E5F4A3B2C1D0E9F8A7B6C; Path=/", "4F2A9C8B7D6E5F4A3B2C1D0E9F8A7B6C")]
    [InlineData("otpauth://totp/x:bob?secret=JBSWY3DPEHPK3PXQ&issuer=x", "JBSWY3DPEHPK3PXQ")]
    [InlineData("https://7f6e5d4c3b2a19087f6e5d4c3b2a1908@o12.ingest.sentry.io/3", "7f6e5d4c3b2a19087f6e5d4c3b2a1908")]
    [InlineData("url: https://discord.com/api/webhooks/123456789012345678/aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nP2rS5tU8wX1zA4cD7fG0iJ3lM6", "https://discord.com/api/webhooks/123456789012345678/aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nP2rS5tU8wX1zA4cD7fG0iJ3lM6")]
    [InlineData("PRIVATE_KEY=0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318", "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")]
    [InlineData("Authorization: 'Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0'", "9f8e7d6c5b4a39281706f5e4d3c2b1a0")]
    public void Values_that_their_surroundings_betray_are_found(string text, string expected) => Assert.Equal(expected, Scanned.With("api-key", text));

    [Theory]
    [InlineData("publicKeyToken=\"b03f5f7f11d50a3a\" culture=\"neutral\"")]
    [InlineData("\"NextToken\": \"U2FsdGVkX1+eNkPoZHVl11ip5HUYQPWSWZGmftcmJiHL8J\"")]
    [InlineData("\"AWS::IAM::AccessKey\": \"72c2d9dd90025459\"")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-db-Abcd1e")]
    [InlineData("key: \"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp\"")]
    [InlineData("cache_key = \"7f6e5d4c3b2a19087f6e5d4c3b2a1908\"")]
    [InlineData("primary_key=True, index=1")]
    [InlineData("gpg --recv-keys CC68F5A3106FF448322E48ED27F5E38D5B0A215F")]
    [InlineData("max_tokens=4096, stop_token=\"<|endoftext|>\"")]
    [InlineData("STORAGE_KEY = \"panic_radar_cache_v1\"")]
    [InlineData("token = request.headers['X-Token-2']")]
    [InlineData("api_key=api_key, model=\"gpt-4o-mini\"")]
    [InlineData("token: process.env.TOKEN_2024,")]
    [InlineData("\"token\": \"<token>\"")]
    [InlineData("apiKey: 'API Key', apiKeyHint: 'Enter the API key'")]
    [InlineData("client_secret: \"client_secret\"")]
    [InlineData("TOKEN_URL=https://login.example.com/oauth2/v2.0/token")]
    [InlineData("encryptionKey: arn:aws:kms:us-west-2:123456789012:alias/aws/s3")]
    [InlineData("key = \"000102030405060708090a0b0c0d0e0f\"")]
    [InlineData("yarn checksum: 10c0/4f2a9c8b7d6e5f4a3b2c1d0e9f8a7b6c4f2a9c8b7d6e5f4a")]
    [InlineData("trace_id=3abd559b37def81efe32febd8bc59fb0 span_id=af16af42a433e069")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0MA0GCSqGSIb3DQEBDAUAA4ICAQAUlB84KE bob@laptop")]
    [InlineData("AC_CHECK_LIB_sk_function_name_with_no_random_part")]
    public void Harmless_random_values_and_names_are_left_alone(string text) => Assert.Equal("", Scanned.With("api-key", text));

    [Theory]
    [InlineData("GITLAB=glpat-aBcDeFgHiJkLmNoPqRsT", "glpat-aBcDeFgHiJkLmNoPqRsT")]
    [InlineData("gsk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP", "gsk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP")]
    [InlineData("hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "")]
    [InlineData("ghp_yourTokenHereyourTokenHereyourToken1", "")]
    public void A_row_of_letters_in_a_providers_form_counts_and_a_filler_does_not(string text, string expected) => Assert.Equal(expected, Scanned.With("api-key", text));

    [Fact]
    public void A_check_sum_makes_a_key_certain_and_a_wrong_one_does_not_hide_it()
    {
        Assert.Equal(Confidence.Certain, Scanned.ConfidenceOf("api-key", "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"));
        Assert.Equal(Confidence.Likely, Scanned.ConfidenceOf("api-key", "npm_E204ocToFgJvxi1mciwz6hRoZm0SjN3kyxUq"));
        var own = Sallyport.Gateway.Authentication.VirtualKey.Create(Sallyport.Gateway.Authentication.KeyEnvironment.Production).Reveal();
        Assert.Equal(own, Scanned.With("api-key", $"key={own}"));
        Assert.Equal(Confidence.Certain, Scanned.ConfidenceOf("api-key", own));
    }

    [Fact]
    public void More_than_four_hundred_kinds_have_names_that_differ()
    {
        Assert.True(DetectorCatalog.TryGet("api-key", out var detector));
        Assert.True(detector.Kinds.Count > 400);
        Assert.Equal(detector.Kinds.Count, detector.Kinds.Distinct().Count());
        Assert.All(detector.Kinds, k => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", k));
    }

    [Fact]
    public void Every_format_has_an_anchor_and_fits_the_reach()
    {
        Assert.All(SecretFormats.All, f => Assert.True(f.Anchor.Length >= 2));
        Assert.True(SecretFormats.MaxLength >= 4_000);
    }
}
