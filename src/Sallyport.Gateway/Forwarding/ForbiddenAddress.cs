using System.Net;
using System.Net.Sockets;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Addresses that no upstream lives at but that hand out a machine's own credentials: link-local and cloud metadata.</summary>
/// <remarks>Loopback and private networks stay allowed: self-hosted models live there, and only the operator names upstreams.</remarks>
internal static class ForbiddenAddress
{
    private static readonly IPNetwork[] Networks =
    [
        new(IPAddress.Parse("0.0.0.0"), 8),
        new(IPAddress.Parse("169.254.0.0"), 16), // link-local; metadata of most clouds
        new(IPAddress.Parse("100.100.100.200"), 32), // metadata, Alibaba
        new(IPAddress.Parse("192.0.0.192"), 32), // metadata, Oracle
        new(IPAddress.Parse("168.63.129.16"), 32), // platform channel, Azure
        new(IPAddress.Parse("224.0.0.0"), 3), // multicast, reserved, broadcast
        new(IPAddress.Parse("fe80::"), 10),
        new(IPAddress.Parse("fec0::"), 10), // site-local, given up in 2004
        new(IPAddress.Parse("2001::"), 32), // Teredo: a tunnel to an IPv4 address in disguise
        new(IPAddress.Parse("64:ff9b:1::"), 48), // a site's own translator to IPv4
        new(IPAddress.Parse("fd00:ec2::"), 32), // metadata, AWS over IPv6
        new(IPAddress.Parse("fd20:ce::254"), 128), // metadata, Google over IPv6
        new(IPAddress.Parse("ff00::"), 8),
        new(IPAddress.Parse("::"), 128),
    ];

    private static readonly IPNetwork[] PrivateNetworks =
    [
        new(IPAddress.Parse("10.0.0.0"), 8),
        new(IPAddress.Parse("100.64.0.0"), 10), // shared by a provider's customers
        new(IPAddress.Parse("127.0.0.0"), 8),
        new(IPAddress.Parse("172.16.0.0"), 12),
        new(IPAddress.Parse("192.168.0.0"), 16),
        new(IPAddress.Parse("::1"), 128),
        new(IPAddress.Parse("fc00::"), 7),
    ];

    private static readonly IPNetwork[] InternalNetworks =
    [
        new(IPAddress.Parse("10.0.0.0"), 8),
        new(IPAddress.Parse("172.16.0.0"), 12),
        new(IPAddress.Parse("192.168.0.0"), 16),
        new(IPAddress.Parse("fc00::"), 7),
    ];

    public static bool Contains(IPAddress address) => IsIn(Networks, address);

    /// <summary>Private networks alone: where private endpoints are.</summary>
    public static bool IsInternal(IPAddress address) => IsIn(InternalNetworks, address);

    /// <summary>This machine and private networks: for what must not reach inside unless its operator says so.</summary>
    public static bool IsPrivate(IPAddress address) => IsIn(PrivateNetworks, address);

    private static bool IsIn(IPNetwork[] networks, IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        else if (address.AddressFamily is AddressFamily.InterNetworkV6 && Embedded(address) is { } embedded) return IsIn(networks, embedded);
        foreach (var network in networks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    // NAT64 (64:ff9b::/96), 6to4 (2002::/16), ISATAP (…:0:5efe:a.b.c.d) and the old compatible form (::a.b.c.d) carry an IPv4 address that somebody on the way would connect to.
    private static IPAddress? Embedded(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out _)) return null;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0])) return new IPAddress(bytes[12..]);
        if (bytes[8..12] is [0 or 2, 0, 0x5e, 0xfe]) return new IPAddress(bytes[12..]);
        if (!bytes[..12].ContainsAnyExcept((byte)0) && bytes[12..] is not [0, 0, 0, 0 or 1]) return new IPAddress(bytes[12..]);
        return bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.Slice(2, 4)) : null;
    }
}
