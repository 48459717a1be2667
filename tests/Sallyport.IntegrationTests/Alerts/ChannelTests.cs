using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Alerts.Channels;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Export;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Alerts;

/// <summary>Each kind of channel against a receiver that is real.</summary>
public sealed class ChannelTests
{
    private const string Summary = "Budget team-day of team acme/Käserei <&>: 80 % reached, 4.00 USD of 5.00 USD spent. At the pace so far it ends on 2026-03-02, and this line is long enough to be folded twice in a header.";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly Alert Sample = new("budget/team-day#acme/Käserei/1772323200/80", "budget/team-day#acme/Käserei/1772323200", AlertKind.Budget, AlertSeverity.Warning, new DateTimeOffset(2026, 3, 1, 9, 5, 7, TimeSpan.Zero), Summary, """{"percent":80,"spent":4000000000}""", null);

    [Theory]
    [InlineData("starttls", "PLAIN")]
    [InlineData("starttls", "LOGIN")]
    [InlineData("tls", "PLAIN")]
    public async Task A_mail_arrives_over_tls_signed_in_and_reads_as_it_was_written(string mode, string method)
    {
        var authority = new TestAuthority();
        await using var server = await MailServer.StartAsync(new { mode, key = authority.KeyPem, cert = authority.CertificatePem, user = "sally", password = "p@ss-wörd", methods = new[] { method } });
        var channel = Email(server, mode == "tls" ? SmtpSecurity.Tls : SmtpSecurity.StartTls, authority.AuthorityPem) with { User = "sally", Password = new Secret("p@ss-wörd") };
        using (var sender = AlertSenders.Open(channel, TimeProvider.System)) await sender.SendAsync(Sample, default);

        var mail = await server.MailAsync();
        Assert.True(mail.GetProperty("secure").GetBoolean());
        Assert.Equal("sally", mail.GetProperty("user").GetString());
        Assert.Equal("sallyport@example.com", mail.GetProperty("from").GetString());
        Assert.Equal(["ops@example.com", "5551234@sms.example.com"], mail.GetProperty("to").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("ops@example.com, 5551234@sms.example.com", mail.GetProperty("headerTo").GetString());
        Assert.Equal("[Sallyport warning] " + Summary, mail.GetProperty("subject").GetString());
        Assert.StartsWith(Summary + "\n", mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("\"spent\":4000000000", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.GetProperty("auto").GetString());
        Assert.Equal(0, mail.GetProperty("defects").GetArrayLength());
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_mail_server_that_offers_no_tls_a_wrong_certificate_or_a_wrong_password_gets_no_mail()
    {
        var authority = new TestAuthority();
        await using var plain = await MailServer.StartAsync(new { mode = "plain" });
        Assert.Equal("smtp_starttls_not_offered", await FaultAsync(Email(plain, SmtpSecurity.StartTls, authority.AuthorityPem)));
        Assert.Equal(0, await plain.StopAsync());

        await using var foreign = await MailServer.StartAsync(new { mode = "starttls", key = authority.KeyPem, cert = authority.CertificatePem });
        Assert.Equal("certificate_refused", await FaultAsync(Email(foreign, SmtpSecurity.StartTls, new TestAuthority().AuthorityPem)));
        Assert.Equal("certificate_refused", await FaultAsync(Email(foreign, SmtpSecurity.StartTls, null)));
        Assert.Equal(0, await foreign.StopAsync());

        await using var guarded = await MailServer.StartAsync(new { mode = "starttls", key = authority.KeyPem, cert = authority.CertificatePem, user = "sally", password = "right" });
        Assert.Equal("smtp_535", await FaultAsync(Email(guarded, SmtpSecurity.StartTls, authority.AuthorityPem) with { User = "sally", Password = new Secret("wrong") }));
        Assert.Equal(0, await guarded.StopAsync());
    }

    [Fact]
    public async Task No_channel_reaches_this_machine_unless_it_is_said_to_be_internal()
    {
        await using var server = await MailServer.StartAsync(new { mode = "plain" });
        await using var receiver = await WebhookReceiver.StartAsync();
        Assert.StartsWith("connection: ", await FaultAsync(Email(server, SmtpSecurity.None, null) with { IsInternal = false }), StringComparison.Ordinal);
        Assert.StartsWith("connection: ", await FaultAsync(Webhook(receiver) with { IsInternal = false }), StringComparison.Ordinal);
        Assert.Empty(receiver.Posts);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_webhook_is_signed_over_time_and_body_and_carries_the_alert_for_programs()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using (var sender = AlertSenders.Open(Webhook(receiver), TimeProvider.System)) await sender.SendAsync(Sample, default);
        var post = Assert.Single(receiver.Posts);
        var parts = post.Headers["x-sallyport-signature"].Split(',').Select(p => p.Split('=', 2)[1]).ToArray();
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData("signing-key"u8, [.. Encoding.ASCII.GetBytes(parts[0] + "."), .. post.Body])), parts[1]);
        Assert.InRange(post.At.ToUnixTimeSeconds() - long.Parse(parts[0], CultureInfo.InvariantCulture), 0, 10);
        Assert.Equal("Bearer t0ken", post.Headers["authorization"]);
        using var json = JsonDocument.Parse(post.Body);
        Assert.Equal(
            ("sallyport.alert.v1", Sample.Id, "budget", "warning", Summary, 80),
            (Text(json, "schema"), Text(json, "id"), Text(json, "kind"), Text(json, "severity"), Text(json, "summary"), json.RootElement.GetProperty("facts").GetProperty("percent").GetInt32()));
    }

    [Fact]
    public async Task Slack_gets_its_text_with_its_control_characters_escaped()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using (var sender = AlertSenders.Open(new SlackChannel("chat", 1, Timeout, true, null, new Secret(receiver.Address.ToString())), TimeProvider.System)) await sender.SendAsync(Sample, default);
        using var json = JsonDocument.Parse(Assert.Single(receiver.Posts).Body);
        Assert.Equal("[warning] " + Summary.Replace("<&>", "&lt;&amp;&gt;", StringComparison.Ordinal), Text(json, "text"));
    }

    [Fact]
    public async Task A_pager_is_triggered_under_one_key_for_one_topic_and_resolved_when_a_stop_ends()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, response) => response.StatusCode = 202;
        using var sender = AlertSenders.Open(new PagerDutyChannel("pager", 1, Timeout, true, null, receiver.Address, new Secret("r0uting")), TimeProvider.System);
        await sender.SendAsync(Sample, default);
        await sender.SendAsync(Sample with { Kind = AlertKind.StopLifted, Severity = AlertSeverity.Info }, default);
        var posts = receiver.Posts.Select(p => JsonDocument.Parse(p.Body)).ToArray();
        Assert.Equal([("r0uting", "trigger", Sample.Topic), ("r0uting", "resolve", Sample.Topic)], posts.Select(p => (Text(p, "routing_key"), Text(p, "event_action"), Text(p, "dedup_key"))));
        var payload = posts[0].RootElement.GetProperty("payload");
        Assert.Equal(("warning", "sallyport", Summary, "2026-03-01T09:05:07.000Z"), (payload.GetProperty("severity").GetString(), payload.GetProperty("source").GetString(), payload.GetProperty("summary").GetString(), payload.GetProperty("timestamp").GetString()));
        Assert.Equal(80, payload.GetProperty("custom_details").GetProperty("percent").GetInt32());
    }

    private static EmailChannel Email(MailServer server, SmtpSecurity security, string? authorities) =>
        new("mail", 1, Timeout, true, authorities, "127.0.0.1", server.Port, security, null, null, "sallyport@example.com", "ops@example.com,5551234@sms.example.com");

    private static WebhookChannel Webhook(WebhookReceiver receiver) => new("hook", 1, Timeout, true, null, receiver.Address, new Secret("signing-key"), new Secret("t0ken"));

    private static async Task<string> FaultAsync(AlertChannel channel)
    {
        using var sender = AlertSenders.Open(channel, TimeProvider.System);
        try
        {
            await sender.SendAsync(Sample, default);
            return "none";
        }
        catch (Exception e)
        {
            return ExportFaultException.From(e).Reason;
        }
    }

    private static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString();
}
