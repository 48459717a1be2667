using System.Net;

namespace Sallyport.Gateway.Configuration;

/// <summary>Networks that an upstream's name may resolve into. Equal if they are the same, in the same order.</summary>
public sealed class AddressPins(IReadOnlyList<IPNetwork> networks) : IEquatable<AddressPins>
{
    private readonly string _text = string.Join(',', networks);

    public bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        foreach (var network in networks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    public bool Equals(AddressPins? other) => other?._text == _text;

    public override bool Equals(object? obj) => Equals(obj as AddressPins);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    public override string ToString() => _text;
}
