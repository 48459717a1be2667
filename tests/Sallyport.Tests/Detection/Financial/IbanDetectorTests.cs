using Xunit;

namespace Sallyport.Tests.Detection.Financial;

public sealed class IbanDetectorTests
{
    [Theory]
    [InlineData("DE89370400440532013000", "DE89370400440532013000")]
    [InlineData("pay to DE89 3704 0044 0532 0130 00 today", "DE89 3704 0044 0532 0130 00")]
    [InlineData("gb29 nwbk 6016 1331 9268 19.", "gb29 nwbk 6016 1331 9268 19")]
    [InlineData("NO93 8601 1117 947", "NO93 8601 1117 947")]
    [InlineData("Munich,BE68539007547034", "BE68539007547034")]
    [InlineData("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84 MALT 0110 0001 2345 MTLC AST0 01S")]
    [InlineData("FR14-2004-1010-0505-0001-3M02-606", "FR14-2004-1010-0505-0001-3M02-606")]
    [InlineData("iban:DE89370400440532013000;", "DE89370400440532013000")]
    public void Account_numbers_are_found_whole(string text, string expected) => Assert.Equal(expected, Scanned.With("iban", text));

    [Theory]
    [InlineData("DE88370400440532013000")]
    [InlineData("DE8937040044053201300")]
    [InlineData("DE893704004405320130001")]
    [InlineData("XDE89370400440532013000")]
    [InlineData("ZZ89370400440532013000")]
    [InlineData("DE89 3704 0044\n0532 0130 00")]
    [InlineData("SE 89 6922")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("iban", text));
}
