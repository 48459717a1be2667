using Xunit;

namespace Sallyport.Tests.Detection.Secrets;

public sealed class PrivateKeyDetectorTests
{
    private const string Body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n";

    [Theory]
    [InlineData("PRIVATE KEY")]
    [InlineData("RSA PRIVATE KEY")]
    [InlineData("EC PRIVATE KEY")]
    [InlineData("OPENSSH PRIVATE KEY")]
    [InlineData("ENCRYPTED PRIVATE KEY")]
    [InlineData("PGP PRIVATE KEY BLOCK")]
    public void Blocks_are_found_from_begin_to_end(string label)
    {
        var key = $"-----BEGIN {label}-----\n{Body}-----END {label}-----";
        Assert.Equal(key, Scanned.With("private-key", $"here:\n{key}\nthanks"));
        var escaped = key.Replace("\n", "\\n", StringComparison.Ordinal);
        Assert.Equal(escaped, Scanned.With("private-key", $"{{\"private_key\": \"{escaped}\\n\"}}"));
        var windows = key.Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal(windows, Scanned.With("private-key", windows));
        var oneLine = key.Replace('\n', ' ');
        Assert.Equal(oneLine, Scanned.With("private-key", oneLine));
    }

    [Fact]
    public void A_block_with_headers_is_found_whole()
    {
        const string key = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0F1E\n\n" + Body + "-----END RSA PRIVATE KEY-----";
        Assert.Equal(key, Scanned.With("private-key", key));
    }

    [Fact]
    public void A_block_that_breaks_off_is_found_as_far_as_it_goes()
    {
        const string key = "-----BEGIN RSA PRIVATE KEY-----\n" + Body;
        Assert.Equal(key.TrimEnd(), Scanned.With("private-key", key));
        Assert.Equal(key.TrimEnd(), Scanned.With("private-key", key + "and then he said that it was lost\n"));
    }

    [Theory]
    [InlineData("look for -----BEGIN PRIVATE KEY----- in the file and tell me where it is")]
    [InlineData("if (text.startsWith('-----BEGIN RSA PRIVATE KEY-----') && text.endsWith('-----END RSA PRIVATE KEY-----'))")]
    [InlineData("key = \"-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----\"")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nxxxxxxxxxxxxxxxxxxxxxxxx\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY")]
    [InlineData("----------")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("private-key", text));
}
