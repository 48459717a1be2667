using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Audit.Anchors;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Forwarding.SignIn;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks that every host which anything may be sent to is on the operator's list.</summary>
internal sealed class EgressCompiler
{
    private readonly List<(string Host, int? Port, bool Under)>? _allowed;
    private readonly ConfigurationProblems _problems;
    private readonly string _shown;

    public EgressCompiler(EgressOptions options, ConfigurationProblems problems)
    {
        (_problems, _shown) = (problems, options.Allow is { Count: > 0 } some ? string.Join(", ", some) : "nothing: the list is empty");
        if (options.Allow is not { } allow) return;
        _allowed = [];
        for (var i = 0; i < allow.Count; i++)
        {
            if (Parse(allow[i]) is { } entry) _allowed.Add(entry);
            else problems.NotValid($"egress.allow[{i}]", allow[i], "api.example.com, *.example.com, api.example.com:8443, 10.1.2.3");
        }
    }

    public void Check(GatewaySnapshot snapshot, ServerSettings server)
    {
        if (_allowed is null) return;
        foreach (var upstream in snapshot.Upstreams.Values.Where(u => u.Provider is not ProviderId.Simulator))
        {
            Check($"upstreams.{upstream.Id}.base_url", upstream.BaseAddress);
            if (TokenRequest.AddressOf(upstream.SignIn) is { } token) Check($"upstreams.{upstream.Id}.{(upstream.SignIn is EntraSignIn ? "entra.authority" : "service_account")}", token);
            if (upstream.Proxy is { } proxy) Check($"upstreams.{upstream.Id}.proxy.url", proxy.Address);
        }

        foreach (var export in snapshot.Exports.Values) CheckTarget("audit.exports." + export.Name, export.Target);
        foreach (var anchor in server.Anchors)
        {
            if (anchor.Target is S3AnchorTarget bucket) CheckTarget("audit.anchors." + anchor.Name, bucket.Bucket);
        }

        foreach (var witness in server.Witnesses) Check($"audit.witnesses.{witness.Name}.url", witness.Url);
        foreach (var channel in snapshot.Alerts.Channels.Values) CheckChannel("alerts.channels." + channel.Name, channel);
        if (server.OtlpEndpoint is { } otlp) Check("telemetry.otlp_endpoint", otlp);
    }

    private void CheckTarget(string key, ExportTarget target)
    {
        switch (target)
        {
            case SyslogTarget syslog: Check(key + ".address", syslog.Host, syslog.Port); break;
            case OtlpTarget otlp: Check(key + ".url", otlp.Url); break;
            case WebhookTarget webhook: Check(key + ".url", webhook.Url); break;
            case RabbitMqTarget rabbit: Check(key + ".url", rabbit.Url); break;
            case S3Target { Url: { } url }: Check(key + ".url", url); break;
            case S3Target bucket: Check(key + ".bucket", $"{bucket.Bucket}.s3.{bucket.Region}.amazonaws.com", 443); break;
            default: break; // a file
        }
    }

    private void CheckChannel(string key, AlertChannel channel)
    {
        switch (channel)
        {
            case WebhookChannel webhook: Check(key + ".url", webhook.Url); break;
            case SlackChannel slack when Uri.TryCreate(slack.Url.Reveal(), UriKind.Absolute, out var url): Check(key + ".secret_url", url); break;
            case PagerDutyChannel pager: Check(key + ".url", pager.Url); break;
            case EmailChannel email: Check(key + ".server", email.Host, email.Port); break;
            default: break;
        }
    }

    private void Check(string key, Uri address) => Check(key, address.DnsSafeHost, address.Port);

    private void Check(string key, string host, int port)
    {
        if (_allowed!.Exists(entry => (entry.Port is null || entry.Port == port) && (entry.Under ? host.EndsWith(entry.Host, StringComparison.OrdinalIgnoreCase) && host.Length > entry.Host.Length : host.Equals(entry.Host, StringComparison.OrdinalIgnoreCase)))) return;
        _problems.Add(key, $"the host \"{ConfigurationProblems.Shown(host)}\" is not on the list egress.allow", _shown);
    }

    private static (string Host, int? Port, bool Under)? Parse(string text)
    {
        var under = text.StartsWith("*.", StringComparison.Ordinal);
        if (!Uri.TryCreate("https://" + (under ? text[2..] : text), UriKind.Absolute, out var uri) || uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length > 0 || uri.AbsolutePath != "/" || text.EndsWith('/') || text.Contains('*', StringComparison.Ordinal) != under || text.Any(c => c is <= ' ' or '?' or '#' or '\\')) return null;
        if (under && Uri.CheckHostName(uri.DnsSafeHost) is not UriHostNameType.Dns) return null;
        // The port of https goes unsaid in an address; who writes it here means it.
        var hasPort = text.EndsWith(":" + uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) && !text.EndsWith(']');
        return ((under ? "." : "") + uri.DnsSafeHost, hasPort ? uri.Port : null, under);
    }
}
