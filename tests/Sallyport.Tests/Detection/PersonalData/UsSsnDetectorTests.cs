using Xunit;

namespace Sallyport.Tests.Detection.PersonalData;

public sealed class UsSsnDetectorTests
{
    [Theory]
    [InlineData("My SSN is 123-45-6789 and I have a billing issue.", "123-45-6789")]
    [InlineData("000-00-0000", "000-00-0000")]
    [InlineData("911-70-1234", "911-70-1234")]
    [InlineData("SSN-123-45-6789", "123-45-6789")]
    [InlineData("(123-45-6789)", "123-45-6789")]
    [InlineData("SSN: 254 78 6618", "254 78 6618")]
    [InlineData("social security number 078051120", "078051120")]
    [InlineData("\"ssn\": \"078.05.1120\"", "078.05.1120")]
    [InlineData("ssn 07805-1121", "07805-1121")]
    public void Numbers_are_found(string text, string expected) => Assert.Equal(expected, Scanned.With("us-ssn", text));

    [Theory]
    [InlineData("1-123-45-6789")]
    [InlineData("123-45-6789-0")]
    [InlineData("123-45-67890")]
    [InlineData("9123-45-6789")]
    [InlineData("123-45-6789X")]
    [InlineData("order 078051120")]
    [InlineData("254 78 6618")]
    [InlineData("ssn 000 45 6789")]
    [InlineData("ssn 666 45 6789")]
    [InlineData("assn 254 78 6618")]
    [InlineData("2026-03-12")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("us-ssn", text));

    [Fact]
    public void Every_dashed_form_that_stands_alone_is_found()
    {
        for (var i = 0; i < 10_000; i += 7)
            Assert.Equal($"{i % 1000:000}-{i % 100:00}-{i:0000}", Scanned.With("us-ssn", $"x {i % 1000:000}-{i % 100:00}-{i:0000}, y"));
    }
}
