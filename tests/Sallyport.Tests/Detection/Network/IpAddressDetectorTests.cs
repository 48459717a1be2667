using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection.Network;

public sealed class IpAddressDetectorTests
{
    [Theory]
    [InlineData("from 10.0.0.1 to 192.168.1.254", "10.0.0.1|192.168.1.254")]
    [InlineData("http://172.16.0.9:8080/x", "172.16.0.9")]
    [InlineData("203.0.113.7/24 and 10.0.0.0/8, 2001:db8::/32", "203.0.113.7/24|10.0.0.0/8|2001:db8::/32")]
    [InlineData("10.1.2.3/x 10.1.2.3/99", "10.1.2.3|10.1.2.3")]
    [InlineData("ip=8.8.8.8.", "8.8.8.8")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[fdae:52b6::d73]:443", "fdae:52b6::d73")]
    [InlineData("fe80::1%eth0", "fe80::1%eth0")]
    [InlineData("684D:1111:222:3333:4444:5555:6:77", "684D:1111:222:3333:4444:5555:6:77")]
    [InlineData("::ffff:10.1.2.3", "::ffff:10.1.2.3")]
    [InlineData("2400:c401::5054:ff:fe1b:b031", "2400:c401::5054:ff:fe1b:b031")]
    public void Addresses_are_found_whole(string text, string expected) => Assert.Equal(expected, Scanned.With("ip-address", text));

    [Theory]
    [InlineData("8.8.8.8", "public-ip")]
    [InlineData("10.0.0.1", "private-ip")]
    [InlineData("172.16.0.9", "private-ip")]
    [InlineData("172.32.0.9", "public-ip")]
    [InlineData("192.168.1.254", "private-ip")]
    [InlineData("169.254.1.1", "link-local-ip")]
    [InlineData("fdae:52b6::d73", "private-ip")]
    [InlineData("fe80::1%eth0", "link-local-ip")]
    [InlineData("2001:db8::1", "public-ip")]
    public void The_kind_says_where_an_address_can_be_reached(string text, string kind)
    {
        Assert.True(DetectorCatalog.TryGet("ip-address", out var detector));
        var findings = new List<Finding>();
        DetectorSet.Compile([detector]).Scan(text, findings);
        Assert.Equal(kind, detector.Kinds[Assert.Single(findings).Kind]);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("255.255.255.0")]
    [InlineData("1.2.3")]
    [InlineData("v1.2.3.4")]
    [InlineData("version 1.2.3.4")]
    [InlineData("Version: 10.0.26100.1")]
    [InlineData("release 4.18.0.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("256.1.1.1")]
    [InlineData("10.0.0.1-beta")]
    [InlineData("1.02.3.4")]
    [InlineData("12:30:45")]
    [InlineData("38:51:b6:44:a1:7b")]
    [InlineData("std::vector")]
    [InlineData("abc::def")]
    [InlineData("x[1::2]")]
    [InlineData("2001:db8:::1")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("ip-address", text));
}
