using System.Collections.Frozen;
using System.Globalization;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks receivers of alerts: each kind has keys of its own, and a key of another kind is a mistake, not an extra.</summary>
internal sealed class AlertCompiler(Func<string, string?> environment, AuthorityFiles authorities, ConfigurationProblems problems)
{
    private const int MaxContactLength = 128, MaxRecipients = 20, MaxAddressLength = 254;
    private const string AddressAllowed = "an address such as name@example.com, plain ASCII, without a display name";

    private static readonly KindKeys<AlertChannelOptions> Keys = new(
        new(StringComparer.Ordinal)
        {
            ["webhook"] = ["url", "signing_key", "token"],
            ["slack"] = ["secret_url"],
            ["pagerduty"] = ["url", "routing_key"],
            ["email"] = ["server", "security", "user", "password", "from", "to"],
        },
        "kind", "from_percent", "timeout", "internal", "ca_file");
    private static readonly Uri PagerDuty = new("https://events.pagerduty.com/v2/enqueue");

    public AlertPolicy Compile(AlertOptions options)
    {
        if (options.Contact.Length is 0 or > MaxContactLength || options.Contact.Any(char.IsControl)) problems.NotValid("alerts.contact", options.Contact, string.Create(CultureInfo.InvariantCulture, $"1 to {MaxContactLength} characters on one line"));
        var made = new Dictionary<string, AlertChannel>(StringComparer.Ordinal);
        foreach (var (name, channel) in options.Channels)
        {
            var key = "alerts.channels." + name;
            if (!Names.IsValid(name)) problems.Add(key, "the name is not valid", Names.Allowed);
            if (!Keys.Check(key, channel.Kind, channel, problems)) continue;
            if (ChannelOf(key, name, channel, authorities.Read(key, channel.CaFile)) is { } compiled) made[name] = compiled;
        }

        return new AlertPolicy(options.Contact, made.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private AlertChannel? ChannelOf(string key, string name, AlertChannelOptions o, string? authorities)
    {
        switch (o.Kind)
        {
            case "webhook":
                var (signing, token, url) = (Needed(key, "signing_key", o.SigningKey), Secret(key, "token", o.Token), UrlOf(key, o.Url, o.Internal));
                return signing is null || url is null ? null : new WebhookChannel(name, o.FromPercent, o.Timeout, o.Internal, authorities, url, signing, token);
            case "slack":
                if (Needed(key, "secret_url", o.SecretUrl) is not { } address) return null;
                if (IsUrl(address.Reveal(), o.Internal, out _)) return new SlackChannel(name, o.FromPercent, o.Timeout, o.Internal, authorities, address);
                problems.Add(key + ".secret_url", "the secret is no address that may be posted to", UrlAllowed); // never shown
                return null;
            case "pagerduty":
                var (routing, service) = (Needed(key, "routing_key", o.RoutingKey), o.Url is null ? PagerDuty : UrlOf(key, o.Url, o.Internal));
                return routing is null || service is null ? null : new PagerDutyChannel(name, o.FromPercent, o.Timeout, o.Internal, authorities, service, routing);
            default:
                return EmailOf(key, name, o, authorities);
        }
    }

    private EmailChannel? EmailOf(string key, string name, AlertChannelOptions o, string? authorities)
    {
        var security = o.Security switch { "tls" => SmtpSecurity.Tls, "none" => SmtpSecurity.None, _ => SmtpSecurity.StartTls };
        if (security is SmtpSecurity.None && !o.Internal) problems.NotValid(key + ".security", "none", "starttls or tls; none with internal: true only");
        if (security is SmtpSecurity.None && o.Password is not null) problems.NotValid(key + ".security", "none", "starttls or tls, since a password is sent");
        if (o.User is null != o.Password is null) problems.Add(key + (o.User is null ? ".user" : ".password"), "the key is missing", "user and password, or neither");
        if (o.User is { } user && user.Any(c => c is < ' ' or > '~')) problems.Add(key + ".user", "the name is not plain ASCII", "printable ASCII");
        var password = Secret(key, "password", o.Password);
        foreach (var (k, missing) in new[] { ("server", o.Server is null), ("from", o.From is null), ("to", o.To is not { Count: > 0 }) })
            if (missing) KindKeys<AlertChannelOptions>.Miss(key, k, problems);
        if (o.Server is null || o.From is null || o.To is not { Count: > 0 } recipients) return null;

        if (recipients.Count > MaxRecipients) problems.NotValid(key + ".to", recipients.Count.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"1 to {MaxRecipients} addresses"));
        if (!IsAddress(o.From)) problems.NotValid(key + ".from", o.From, AddressAllowed);
        foreach (var wrong in recipients.Where(r => !IsAddress(r))) problems.NotValid(key + ".to", wrong, AddressAllowed);
        if (!Uri.TryCreate("smtp://" + o.Server, UriKind.Absolute, out var server) || server.Host.Length == 0 || server.UserInfo.Length > 0 || server.PathAndQuery is not ("" or "/"))
        {
            problems.NotValid(key + ".server", o.Server, "host:port, such as mail.example.com:587");
            return null;
        }

        var port = o.Server.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{server.Port}"), StringComparison.Ordinal) ? server.Port : security switch { SmtpSecurity.Tls => 465, SmtpSecurity.None => 25, _ => 587 };
        return new EmailChannel(name, o.FromPercent, o.Timeout, o.Internal, authorities, server.DnsSafeHost, port, security, o.User, password, o.From, string.Join(',', recipients));
    }

    /// <summary>Narrower than the standard, so that nothing in it can end a command or a header.</summary>
    private static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && text.Length <= MaxAddressLength
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '_' or '-' or '+' or '=' or '&' or '\'');
    }

    private const string UrlAllowed = "an address that begins with https:// and holds no user or password; http:// to a loopback or private address with internal: true only";

    private Uri? UrlOf(string key, string? text, bool isInternal)
    {
        if (text is null) problems.Add(key + ".url", "the key is missing", UrlAllowed);
        else if (IsUrl(text, isInternal, out var url)) return url;
        else problems.NotValid(key + ".url", text, UrlAllowed);
        return null;
    }

    private static bool IsUrl(string text, bool isInternal, out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.Fragment.Length == 0
        && (url.Scheme == "https" || (url.Scheme == "http" && isInternal && BaseAddress.IsNear(url)));

    private Secret? Needed(string key, string name, string? reference)
    {
        if (reference is null) problems.Add($"{key}.{name}", "the key is missing", SecretReference.Allowed);
        return Secret(key, name, reference);
    }

    private Secret? Secret(string key, string name, string? reference) => reference is null ? null : SecretReference.Resolve($"{key}.{name}", reference, environment, problems);
}
