using System.Net;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Which addresses a connection may be opened to. None of <see cref="ForbiddenAddress"/> ever is.</summary>
/// <param name="Scope">What kind of address.</param>
/// <param name="Pins">The only ones, of those; null for all.</param>
internal sealed record ConnectRule(AddressScope Scope, AddressPins? Pins = null)
{
    /// <summary>Wherever the operator says, private networks and this machine included.</summary>
    public static ConnectRule Anywhere { get; } = new(AddressScope.Any);

    /// <summary>
    /// The rule for an address that the operator wrote. Numbers are what he means; a name may come to mean something else tomorrow, so it must
    /// keep to the kind of network that it was meant for.
    /// </summary>
    /// <param name="isInternal">The name is one of a private network.</param>
    public static ConnectRule For(Uri address, bool isInternal, AddressPins? pins) =>
        new(IPAddress.TryParse(address.DnsSafeHost, out _) ? AddressScope.Any : address.Host == "localhost" ? AddressScope.Loopback : isInternal ? AddressScope.Private : AddressScope.Public, pins);

    public bool Allows(IPAddress address)
    {
        if (ForbiddenAddress.Contains(address) || Pins?.Contains(address) == false) return false;
        return Scope switch
        {
            AddressScope.Any => true,
            AddressScope.Loopback => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address),
            AddressScope.Private => ForbiddenAddress.IsInternal(address),
            AddressScope.Routable => ForbiddenAddress.IsInternal(address) || !ForbiddenAddress.IsPrivate(address),
            _ => !ForbiddenAddress.IsPrivate(address),
        };
    }
}

/// <summary>Kinds of addresses.</summary>
internal enum AddressScope
{
    /// <summary>Reached over the Internet.</summary>
    Public,

    /// <summary>RFC 1918 and fc00::/7.</summary>
    Private,

    /// <summary>Either of these two.</summary>
    Routable,

    /// <summary>This machine.</summary>
    Loopback,
    Any,
}
