using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Admission;

/// <summary>Names whose count it is. Who is a person gets a keyed pseudonym: the name or address stands in no record and no table.</summary>
/// <remarks>What is missing never escapes a limit: it has a count of its own, one scope up. Names are frozen: counts go on under them.</remarks>
internal sealed class LimitHolders(InstallationKeys keys)
{
    private const int PseudonymBytes = 12; // 96 bits: 16 characters, and no two people meet by chance

    /// <summary>The holder as far as a key alone decides.</summary>
    /// <returns>Null if the request decides: <see cref="LimitScope.Model"/>, <see cref="LimitScope.Upstream"/>, <see cref="LimitScope.Address"/>, <see cref="LimitScope.EndUser"/>.</returns>
    public string? Of(LimitScope scope, VirtualKeyRecord key) => scope switch
    {
        LimitScope.Global => "",
        LimitScope.Organization => Escape(key.Owner.Organization),
        LimitScope.Team => Escape(key.Owner.Organization) + "/" + Escape(key.Owner.Team),
        LimitScope.Application => Escape(key.Owner.Organization) + "/" + Escape(key.Owner.Application),
        LimitScope.Key => key.Id,
        LimitScope.User => key.Owner.User is { } user ? OfUser(key.Owner.Organization, user) : key.Id,
        _ => null,
    };

    public string OfUser(string organization, string user) => Pseudonym("user", organization, user);

    /// <summary>A name as it was before it became a part of a holder.</summary>
    public static string Unescape(string part) => part.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);

    /// <summary>An address; of IPv6 the network of 64 bits, since whoever has one address there has them all.</summary>
    public string OfAddress(IPAddress? address)
    {
        if (address is null) return "none";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily is AddressFamily.InterNetworkV6) bytes.AsSpan(8).Clear();
        return Pseudonym("address", Convert.ToHexString(bytes), "");
    }

    /// <summary>Whom the client names as its own user, within an application: two applications may use one name for two people.</summary>
    /// <param name="endUser">Null shares one count among all such requests of the key.</param>
    public string OfEndUser(VirtualKeyRecord key, string? endUser) =>
        string.IsNullOrEmpty(endUser) ? key.Id : Pseudonym("end-user", Escape(key.Owner.Organization) + "/" + Escape(key.Owner.Application), endUser);

    private string Pseudonym(string kind, string within, string name)
    {
        var text = Encoding.UTF8.GetBytes(kind + "\0" + within + "\0" + name);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(keys.LimitHolders.Span, text, hash);
        return Base64Url.EncodeToString(hash[..PseudonymBytes]);
    }

    // So that "a/b" + "c" and "a" + "b/c" are two teams.
    private static string Escape(string? name) => name is null ? "" : name.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
}
