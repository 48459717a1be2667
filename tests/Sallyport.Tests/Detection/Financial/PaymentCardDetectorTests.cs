using Xunit;

namespace Sallyport.Tests.Detection.Financial;

public sealed class PaymentCardDetectorTests
{
    [Theory]
    [InlineData("my card is 4111 1111 1111 1111", "4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111.", "4111-1111-1111-1111")]
    [InlineData("4111111111111111", "4111111111111111")]
    [InlineData("4222222222222", "4222222222222")]
    [InlineData("371449635398431", "371449635398431")]
    [InlineData("3714 496353 98431", "3714 496353 98431")]
    [InlineData("5555555555554444", "5555555555554444")]
    [InlineData("30569309025904", "30569309025904")]
    [InlineData("3528 0007 0000 0000", "3528 0007 0000 0000")]
    [InlineData("6759649826438453", "6759649826438453")]
    [InlineData("4111 1111 1111 1111 12/28", "4111 1111 1111 1111")]
    [InlineData("4111 1111 1111 1111 123", "4111 1111 1111 1111")]
    [InlineData("2 4111 1111 1111 1111", "4111 1111 1111 1111")]
    [InlineData("4111111111111111 5555555555554444", "4111111111111111|5555555555554444")]
    [InlineData("card=4111111111111111&cvv=123", "4111111111111111")]
    [InlineData("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData("4111.1111.1111.1111", "4111.1111.1111.1111")]
    [InlineData("card 676390034863.", "676390034863")]
    [InlineData("my credit card: 122000000000003", "122000000000003")]
    [InlineData("Kreditkartennummer 3510470952145623", "3510470952145623")]
    [InlineData("credit card number is 4012-8888-8888-1882", "4012-8888-8888-1882")]
    public void Cards_are_found_whole(string text, string expected) => Assert.Equal(expected, Scanned.With("payment-card", text));

    [Theory]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("1763712000000")]
    [InlineData("1763712000000000")]
    [InlineData("0000000000000000")]
    [InlineData("9999999999999995")]
    [InlineData("41111111111111110000")]
    [InlineData("a4111111111111111")]
    [InlineData("4111111111111111b")]
    [InlineData("0.4111111111111111")]
    [InlineData("4111111111111111.5")]
    [InlineData("4111  1111  1111  1111")]
    [InlineData("550e8400-e29b-41d4-a716-4111111111111111")]
    [InlineData("411111111111111")]
    [InlineData("3111 4111 1111 1111 1111")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("payment-card", text));

    [Fact]
    public void Timestamps_in_milliseconds_are_never_cards()
    {
        for (var ms = 1_763_712_000_000L; ms < 1_763_712_010_000L; ms++) Assert.Equal("", Scanned.With("payment-card", $"at {ms} done"));
    }
}
