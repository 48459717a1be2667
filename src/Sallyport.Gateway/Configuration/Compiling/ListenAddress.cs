using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Reads <c>address:port</c>. Names other than localhost are refused: which address they mean is not ours to guess.</summary>
internal static class ListenAddress
{
    public const string Allowed = "address:port, such as 127.0.0.1:8080, 0.0.0.0:8080, [::]:8080 or localhost:8080; port 0 to 65535";

    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return false;
        var host = text[..colon];
        if (host == "localhost") host = "127.0.0.1";
        if (host == "*") host = "0.0.0.0";
        var bracketed = host is ['[', .., ']'];
        if (bracketed) host = host[1..^1];
        if (!IPAddress.TryParse(host, out var ip)) return false;
        if (bracketed != (ip.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6)) return false;
        if (!bracketed && host.Count(c => c == '.') != 3) return false; // "127.1" and "2130706433" are addresses to the parser, not to a reader
        address = new IPEndPoint(ip, port);
        return true;
    }
}
