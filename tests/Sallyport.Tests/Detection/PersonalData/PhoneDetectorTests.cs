using Xunit;

namespace Sallyport.Tests.Detection.PersonalData;

public sealed class PhoneDetectorTests
{
    [Theory]
    [InlineData("call +49 30 901820 now", "+49 30 901820")]
    [InlineData("+1-202-555-0156", "+1-202-555-0156")]
    [InlineData("+447700900511", "+447700900511")]
    [InlineData("+49 (0)30 901820", "+49 (0)30 901820")]
    [InlineData("+44 (20) 7946 0958", "+44 (20) 7946 0958")]
    [InlineData("(212) 555-0123", "(212) 555-0123")]
    [InlineData("212-555-0123", "212-555-0123")]
    [InlineData("555.234.4567", "555.234.4567")]
    [InlineData("1-800-555-0199", "1-800-555-0199")]
    [InlineData("020 7946 0958", "020 7946 0958")]
    [InlineData("030/1234567", "030/1234567")]
    [InlineData("06.39.98.49.44", "06.39.98.49.44")]
    [InlineData("01 23 45 67 89", "01 23 45 67 89")]
    [InlineData("Phone: 2895550191", "2895550191")]
    [InlineData("\"homePhone\": 5551234567", "5551234567")]
    [InlineData("tel. 333 456 5357", "333 456 5357")]
    [InlineData("Tel. (11) 95121-2328", "(11) 95121-2328")]
    [InlineData("Telefon 0171 2345678", "0171 2345678")]
    public void Numbers_are_found_whole(string text, string expected) => Assert.Equal(expected, Scanned.With("phone", text));

    [Theory]
    [InlineData("2026-03-12")]
    [InlineData("2026-03-12 10:30")]
    [InlineData("12.03.2026 10.30")]
    [InlineData("03/12/2026")]
    [InlineData("order 5551234567")]
    [InlineData("5551234567")]
    [InlineData("call about order 5551234567")]
    [InlineData("total 1234567.89")]
    [InlineData("phone version 1.2.3")]
    [InlineData("192.168.100.200")]
    [InlineData("123-45-6789")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("hotel 12345678")]
    [InlineData("tell 12345678")]
    [InlineData("1763712000000")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("x+1 = 2")]
    [InlineData("$212-555-0123")]
    [InlineData("3.14159265358979")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("phone", text));
}
