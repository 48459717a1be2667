using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One receiver of alerts. Which keys belong to which kind is checked by the compiler.</summary>
public sealed class AlertChannelOptions
{
    [Required]
    [Description("webhook posts our own JSON, signed; slack posts to an incoming webhook of Slack or of whoever takes its form; pagerduty sends Events API v2; email submits to a mail server over SMTP.")]
    [AllowedValues("webhook", "slack", "pagerduty", "email")]
    public string Kind { get; set; } = "";

    [Description("Alerts of budgets below this percentage do not go here. Alerts of stops always do. Default 1.")]
    [Range(1, 1_000)]
    public int FromPercent { get; set; } = 1;

    [Description("Longest time for one delivery; then it counts as failed and is repeated. Default 20s.")]
    [DurationRange("1s", "2m")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    [Description("True allows a receiver on this machine or in a private network. Default false. Link-local and cloud metadata addresses are refused always.")]
    public bool Internal { get; set; }

    [Description("File with the certificates, in PEM, of the authorities that may vouch for the receiver, instead of the system's. Relative to the working directory.")]
    public string? CaFile { get; set; }

    [Description("webhook: where to post. pagerduty: the service, without it https://events.pagerduty.com/v2/enqueue. https; http with internal: true and a near address only.")]
    public string? Url { get; set; }

    [SecretReference]
    [Description("slack: where to post. Whoever has this address may post, so it is a secret.")]
    public string? SecretUrl { get; set; }

    [SecretReference]
    [Description("webhook: key of the HMAC-SHA-256 in x-sallyport-signature.")]
    public string? SigningKey { get; set; }

    [SecretReference]
    [Description("webhook: sent as authorization: Bearer.")]
    public string? Token { get; set; }

    [SecretReference]
    [Description("pagerduty: integration key of the service.")]
    public string? RoutingKey { get; set; }

    [Description("email: mail server as host:port; without a port 587, with security: tls 465, with security: none 25.")]
    public string? Server { get; set; }

    [Description("email: starttls begins in clear and goes no further without TLS; tls from the first byte; none in clear, with internal: true only. Default starttls.")]
    [AllowedValues("starttls", "tls", "none")]
    public string? Security { get; set; }

    [Description("email: user to sign in as. Without it nobody signs in.")]
    public string? User { get; set; }

    [SecretReference]
    [Description("email: the user's password.")]
    public string? Password { get; set; }

    [Description("email: sender, such as sallyport@example.com.")]
    public string? From { get; set; }

    [Description("email: recipients, 1 to 20. An address of an e-mail-to-SMS gateway makes it a text message.")]
    public List<string>? To { get; set; }
}
