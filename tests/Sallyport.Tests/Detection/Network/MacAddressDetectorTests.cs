using Xunit;

namespace Sallyport.Tests.Detection.Network;

public sealed class MacAddressDetectorTests
{
    [Theory]
    [InlineData("mac is 38:51:b6:44:a1:7b", "38:51:b6:44:a1:7b")]
    [InlineData("AA-BB-CC-DD-EE-FF", "AA-BB-CC-DD-EE-FF")]
    [InlineData("00-1A-2B-3C-4D-5E, 5c-2c-ae-52-0e-55", "00-1A-2B-3C-4D-5E|5c-2c-ae-52-0e-55")]
    [InlineData("MAC 00-11-22-33-44-55", "00-11-22-33-44-55")]
    [InlineData("00:11:22:33:44:55", "00:11:22:33:44:55")]
    [InlineData("MAC: 0012.3456.789A", "0012.3456.789A")]
    [InlineData("Physical address aabb.ccdd.eeff", "aabb.ccdd.eeff")]
    public void Hardware_addresses_are_found(string text, string expected) => Assert.Equal(expected, Scanned.With("mac-address", text));

    [Theory]
    [InlineData("00:1A:2B:3C:4D")]
    [InlineData("00:1A:2B:3C:4D:5E:6F")]
    [InlineData("10:2F:33-AC-29-C3")]
    [InlineData("FF:FF:FF:FF:FF:FF 00:00:00:00:00:00")]
    [InlineData("00-11-22-33-44-55")]
    [InlineData("1234.5678.9012")]
    [InlineData("12:30:45")]
    [InlineData("2001:db8:aa:bb:cc:dd:ee:ff")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("mac-address", text));
}
