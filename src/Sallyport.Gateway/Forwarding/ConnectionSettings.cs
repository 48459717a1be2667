using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Everything that a connection depends on. Definitions with equal settings share connections; a change of any makes new ones.</summary>
/// <param name="Address">Whom to connect to.</param>
/// <param name="ConnectTimeout">TLS included.</param>
/// <param name="Authorities">PEM; null for the system's.</param>
/// <param name="Rule">Which addresses the name may mean; with a proxy those that the proxy's name may.</param>
internal sealed record ConnectionSettings(Uri Address, TimeSpan ConnectTimeout, string? Authorities, ConnectRule Rule, UpstreamProxy? Proxy, ClientCertificate? ClientCertificate)
{
    public static ConnectionSettings Of(UpstreamDefinition upstream) =>
        new(upstream.BaseAddress, upstream.ConnectTimeout, upstream.Authorities, RuleOf(upstream, ConnectRule.For(upstream.BaseAddress, upstream.Internal, upstream.Pins)), upstream.Proxy, upstream.ClientCertificate);

    /// <summary>The settings for asking for a token. The upstream's own authorities, pins and certificate are not meant for who gives it out.</summary>
    public static ConnectionSettings OfTokens(UpstreamDefinition upstream, Uri address)
    {
        var rule = ConnectRule.For(address, isInternal: false, pins: null);
        if (upstream.Internal && rule.Scope is AddressScope.Public) rule = new ConnectRule(AddressScope.Routable);
        return new(address, upstream.ConnectTimeout, null, RuleOf(upstream, rule), upstream.Proxy, null);
    }

    private static ConnectRule RuleOf(UpstreamDefinition upstream, ConnectRule direct) => upstream.Proxy is null ? direct : ConnectRule.Anywhere;
}
