using System.Net;
using System.Net.Sockets;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Configuration.Compiling;
using Sallyport.Gateway.Forwarding;
using Xunit;

namespace Sallyport.Tests.Forwarding;

public sealed class ConnectRuleTests
{
    /// <summary>Spellings of addresses that give out a machine's credentials, or of none at all.</summary>
    public static TheoryData<string> Spellings =>
    [
        "169.254.169.254", "169.254.169.254:80", "169.254.169.254.", "2852039166", "0xA9FEA9FE", "0xa9.0xfe.0xa9.0xfe", "0251.0376.0251.0376", "0251.254.169.254", "169.16689662", "169.254.43518", "0xA9.254.0251.254", "025177524776",
        "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "[0:0:0:0:0:FFFF:169.254.169.254]", "[::169.254.169.254]", "[::a9fe:a9fe]", "[64:ff9b::169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[2002:a9fe:a9fe::1]", "[2001:0:a9fe:a9fe::1]", "[2001:0:4136:e378:8000:63bf:5601:5601]", "[2001:db8::5efe:169.254.169.254]", "[2001:db8::200:5efe:a9fe:a9fe]",
        "169.254.170.2", "169.254.0.1", "[fe80::1]", "[fe80::a9fe:a9fe]", "[FE80:0000::1]", "[febf::1]", "[fec0::1]", "[fd00:ec2::254]", "[fd00:0ec2:0:0::254]", "[fd20:ce::254]",
        "100.100.100.200", "0x64646464C8", "1684301000", "192.0.0.192", "168.63.129.16", "2822734096",
        "0.0.0.0", "0", "0x0", "00.00.00.00", "0.0.0.1", "[::]", "[0:0:0:0:0:0:0:0]", "[::ffff:0.0.0.0]", "[::ffff:0:0]", "255.255.255.255", "4294967295", "224.0.0.1", "239.255.255.250", "240.0.0.1", "[ff02::1]", "[ff0e::1]",
        "①⑥⑨.②⑤④.①⑥⑨.②⑤④", "169。254。169。254", "169．254．169．254", "１６９.２５４.１６９.２５４", "user@169.254.169.254", "user:pass@169.254.169.254", "api.example.com@169.254.169.254", "api.example.com#@169.254.169.254", "api.example.com\\@169.254.169.254", "169.254.169.254\\.example.com", "169.254.169.254%20", "169.254.169.254%00.example.com", "%31%36%39.254.169.254", "169.254.169.254?x", "169.254.169.254#x", " 169.254.169.254", "169.254.169.254\t",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task No_spelling_of_a_forbidden_address_is_connected_to(string host)
    {
        foreach (var scheme in (string[])["http", "https"])
        {
            var address = BaseAddress.Parse(ProviderId.OpenAICompatible, $"{scheme}://{host}/v1", allowInsecureHttp: true);
            if (address is null) continue; // refused when the configuration is read
            var asked = new List<string>();
            var rule = ConnectRule.For(address, isInternal: false, pins: null);
            var failure = await Assert.ThrowsAsync<SocketException>(async () => await GuardedConnection.OpenAsync(new DnsEndPoint(address.DnsSafeHost, address.Port), rule, (name, _) =>
            {
                asked.Add(name);
                return Task.FromResult(new[] { IPAddress.Parse("169.254.169.254") }); // what a resolver would make of a spelling that is no number to us
            }, TestContext.Current.CancellationToken));
            Assert.Equal(SocketError.HostUnreachable, failure.SocketErrorCode);
        }
    }

    [Fact]
    public void There_are_more_than_sixty_spellings() => Assert.True(Spellings.Count > 60);

    [Theory]
    [InlineData("https://api.example.com", false, "203.0.113.7", true)]
    [InlineData("https://api.example.com", false, "2001:db8::7", true)]
    [InlineData("https://api.example.com", false, "10.0.0.7", false)]
    [InlineData("https://api.example.com", false, "172.31.255.255", false)]
    [InlineData("https://api.example.com", false, "192.168.1.1", false)]
    [InlineData("https://api.example.com", false, "100.64.0.1", false)]
    [InlineData("https://api.example.com", false, "127.0.0.1", false)]
    [InlineData("https://api.example.com", false, "::1", false)]
    [InlineData("https://api.example.com", false, "::ffff:127.0.0.1", false)]
    [InlineData("https://api.example.com", false, "::127.0.0.1", false)]
    [InlineData("https://api.example.com", false, "fd12::1", false)]
    [InlineData("https://api.example.com", false, "64:ff9b::10.0.0.1", false)]
    [InlineData("https://private.example.com", true, "10.0.0.7", true)]
    [InlineData("https://private.example.com", true, "172.16.0.1", true)]
    [InlineData("https://private.example.com", true, "192.168.1.1", true)]
    [InlineData("https://private.example.com", true, "fd12::1", true)]
    [InlineData("https://private.example.com", true, "172.32.0.1", false)]
    [InlineData("https://private.example.com", true, "203.0.113.7", false)]
    [InlineData("https://private.example.com", true, "127.0.0.1", false)]
    [InlineData("https://private.example.com", true, "169.254.169.254", false)]
    [InlineData("https://private.example.com", true, "fd00:ec2::254", false)]
    [InlineData("http://127.0.0.1:8000", false, "127.0.0.1", true)]
    [InlineData("http://10.0.0.7", false, "10.0.0.7", true)]
    [InlineData("http://localhost:8000", false, "127.0.0.1", true)]
    [InlineData("http://localhost:8000", false, "::1", true)]
    [InlineData("http://localhost:8000", false, "10.0.0.7", false)]
    [InlineData("http://localhost:8000", false, "203.0.113.7", false)]
    public void A_name_keeps_to_the_kind_of_network_that_it_was_meant_for(string address, bool isInternal, string resolved, bool allowed) =>
        Assert.Equal(allowed, ConnectRule.For(new Uri(address), isInternal, null).Allows(IPAddress.Parse(resolved)));

    [Theory]
    [InlineData("203.0.113.7", true)]
    [InlineData("203.0.113.8", false)]
    [InlineData("2001:db8:1::9", true)]
    [InlineData("2001:db8:2::9", false)]
    [InlineData("::ffff:203.0.113.7", true)]
    public void Pins_are_the_only_addresses(string resolved, bool allowed)
    {
        var pins = new AddressPins([IPNetwork.Parse("203.0.113.7/32"), IPNetwork.Parse("2001:db8:1::/48")]);
        Assert.Equal(allowed, ConnectRule.For(new Uri("https://api.example.com"), false, pins).Allows(IPAddress.Parse(resolved)));
    }

    [Fact]
    public void A_pin_opens_no_network_that_is_closed()
    {
        var everything = new AddressPins([IPNetwork.Parse("0.0.0.0/0")]);
        Assert.False(ConnectRule.For(new Uri("https://api.example.com"), false, everything).Allows(IPAddress.Parse("10.0.0.7")));
        Assert.False(ConnectRule.For(new Uri("http://10.0.0.7"), false, everything).Allows(IPAddress.Parse("169.254.169.254")));
    }
}
