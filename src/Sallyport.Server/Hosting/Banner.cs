using System.Net;
using System.Text;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;

namespace Sallyport.Server.Hosting;

/// <summary>What a person sees when the gateway has started. Holds the only showing of a new key and of a generated admin token.</summary>
internal static class Banner
{
    public static string Text(ServerHost host)
    {
        var snapshot = host.Compiled.Snapshot;
        var names = snapshot.Upstreams.Values.Where(u => u.Provider is not ProviderId.Simulator).Select(u => u.Id).Order(StringComparer.Ordinal).ToArray();
        var scheme = host.Compiled.Server.Tls is null ? "http://" : "https://";
        var text = new StringBuilder()
            .Append("Sallyport ").AppendLine(ProductVersion.Text)
            .Append("  api        ").Append(scheme).AppendLine(Reachable(host.ApiAddress))
            .Append("  admin      ").Append(scheme).AppendLine(Reachable(host.AdminAddress))
            .Append("  upstreams  ").AppendLine(names.Length > 0 ? string.Join(", ", names) : "simulated provider (no provider key set)")
            .Append("  data       ").AppendLine(host.Compiled.Server.Storage.DataDirectory);
        if (host.Compiled.Server.Storage.Database is { } database) text.Append("  database   ").AppendLine(database.ToString());
        text
            .Append("  config     ").Append(host.Loaded.File ?? "environment").Append(", version ").AppendLine(snapshot.Version);

        if (host.FirstStart.VirtualKey is { } key)
        {
            text.AppendLine().AppendLine("First start. This virtual key is shown once:").AppendLine()
                .Append("  ").AppendLine(key).AppendLine()
                .AppendLine("Try it:").AppendLine()
                .Append("  curl ").Append(scheme).Append(Reachable(host.ApiAddress)).AppendLine("/v1/chat/completions \\")
                .Append("    -H 'Authorization: Bearer ").Append(key).AppendLine("' -H 'Content-Type: application/json' \\")
                .Append("    -d '{\"model\":\"").Append(DefaultModels.In(snapshot, DialectId.OpenAIChat) ?? DefaultModels.Of(ProviderId.OpenAI)).AppendLine("\",\"messages\":[{\"role\":\"user\",\"content\":\"My email is ana@example.com. Say hello.\"}]}'");
        }

        if (host.FirstStart.AdminToken is { } token)
            text.AppendLine().AppendLine("Admin token, shown once:").AppendLine().Append("  ").AppendLine(token);

        return text.AppendLine().ToString();
    }

    /// <summary>An address that a person can paste: "any" becomes loopback.</summary>
    private static string Reachable(IPEndPoint address) =>
        new IPEndPoint(address.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address.Address, address.Port).ToString();
}
