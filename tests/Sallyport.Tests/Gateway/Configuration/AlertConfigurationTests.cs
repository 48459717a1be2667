using Sallyport.Gateway.Alerts;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class AlertConfigurationTests
{
    private const string Secret = "a-secret-that-no-message-may-show";

    /// <summary>Inside of a channel; key behind its name, part of the problem, part of what is allowed.</summary>
    public static TheoryData<string, string, string, string> Bad => new()
    {
        { "kind: pigeon", ".kind", "pigeon", "webhook, slack, pagerduty, email" },
        { "kind: webhook, url: \"https://a.example\"", ".signing_key", "missing", "${env:NAME}" },
        { "kind: webhook, url: \"https://a.example\", signing_key: \"${env:S}\", routing_key: \"${env:S}\"", ".routing_key", "does not belong to kind webhook", "signing_key" },
        { "kind: webhook, url: \"http://a.example\", signing_key: \"${env:S}\"", ".url", "http://a.example", "https://" },
        { "kind: webhook, url: \"http://127.0.0.1:1\", signing_key: \"${env:S}\"", ".url", "127.0.0.1", "internal: true" },
        { "kind: webhook, url: \"https://u:p@a.example\", signing_key: \"${env:S}\"", ".url", "a.example", "no user or password" },
        { "kind: webhook, url: \"https://a.example\", signing_key: literal", ".signing_key", "literal secret is refused", "${env:NAME}" },
        { "kind: slack, secret_url: \"${env:S}\"", ".secret_url", "no address", "https://" },
        { "kind: pagerduty", ".routing_key", "missing", "${env:NAME}" },
        { "kind: pagerduty, routing_key: \"${env:S}\", from_percent: 0", ".from_percent", "\"0\"", "from 1 to 1000" },
        { "kind: email, from: a@example.com, to: [ b@example.com ]", ".server", "missing", "host:port" },
        { "kind: email, server: mail.example.com, to: [ b@example.com ]", ".from", "missing", "sender" },
        { "kind: email, server: mail.example.com, from: a@example.com", ".to", "missing", "recipients" },
        { "kind: email, server: \"mail.example.com/x\", from: a@example.com, to: [ b@example.com ]", ".server", "mail.example.com/x", "host:port" },
        { "kind: email, server: mail.example.com, from: a@example.com, to: [ \"Bob <b@example.com>\" ]", ".to", "Bob", "without a display name" },
        { "kind: email, server: mail.example.com, from: \"a@example.com> NOTIFY=NEVER\", to: [ b@example.com ]", ".from", "NOTIFY", "plain ASCII" },
        { "kind: email, server: mail.example.com, from: a@example.com, to: [ b@example.com ], security: none", ".security", "\"none\"", "internal: true" },
        { "kind: email, server: mail.example.com, from: a@example.com, to: [ b@example.com ], security: none, internal: true, user: u, password: \"${env:S}\"", ".security", "\"none\"", "password is sent" },
        { "kind: email, server: mail.example.com, from: a@example.com, to: [ b@example.com ], user: u", ".password", "missing", "or neither" },
        { "kind: email, server: mail.example.com, from: a@example.com, to: [ b@example.com ], timeout: 1h", ".timeout", "1h", "1s to 2m" },
        { "kind: slack, secret_url: \"${env:U}\", ca_file: /nowhere/ca.pem", ".ca_file", "/nowhere/ca.pem", "certificates in PEM" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_mistake_names_key_value_and_what_is_allowed_and_no_secret(string channel, string key, string problem, string allowed)
    {
        using var file = FileOf($"alerts: {{ channels: {{ ops: {{ {channel} }} }} }}");
        var found = Assert.Single(file.Compile().Problems);
        Assert.Equal("alerts.channels.ops" + key, found.Key);
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
        Assert.Contains(allowed, found.Allowed, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, found.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("budgets: { b: { per: key, every: request, money: 5 USD, on_exhausted: stop } }", "budgets.b.on_exhausted")]
    [InlineData("budgets: { b: { per: address, every: day, money: 5 USD, on_exhausted: stop } }", "budgets.b.on_exhausted")]
    [InlineData("budgets: { b: { per: end_user, every: day, money: 5 USD, on_exhausted: stop } }", "budgets.b.on_exhausted")]
    [InlineData("budgets: { b: { per: key, every: day, money: 5 USD, on_exhausted: cry } }", "budgets.b.on_exhausted")]
    [InlineData("alerts: { channels: { Ops: { kind: pagerduty, routing_key: \"${env:S}\" } } }", "alerts.channels.Ops")]
    [InlineData("alerts: { mail: {} }", "alerts.mail")]
    public void What_cannot_be_is_refused(string yaml, string key)
    {
        using var file = FileOf(yaml);
        Assert.Equal(key, Assert.Single(file.Compile().Problems).Key);
    }

    [Theory]
    [InlineData("mail.example.com", "starttls", 587)]
    [InlineData("mail.example.com", "tls", 465)]
    [InlineData("mail.example.com:2525", "starttls", 2_525)]
    [InlineData("mail.example.com:465", "starttls", 465)]
    [InlineData("[2001:db8::1]:465", "tls", 465)]
    [InlineData("[2001:db8::1]", "tls", 465)]
    public void A_mail_server_has_the_usual_port_unless_it_names_one(string server, string security, int port)
    {
        using var file = FileOf($"alerts: {{ channels: {{ ops: {{ kind: email, server: \"{server}\", security: {security}, from: a@example.com, to: [ b@example.com, c@example.com ] }} }} }}");
        var compiled = file.Compile();
        Assert.Empty(compiled.Problems);
        var channel = Assert.IsType<EmailChannel>(compiled.Compiled!.Snapshot.Alerts.Channels["ops"]);
        Assert.Equal((port, "b@example.com,c@example.com", 1), (channel.Port, channel.To, channel.FromPercent));
        Assert.DoesNotContain(Secret, channel.ToString(), StringComparison.Ordinal);
    }

    private static ConfigurationFile FileOf(string yaml)
    {
        var file = new ConfigurationFile(yaml);
        (file.Variables["S"], file.Variables["U"]) = (Secret, "https://hooks.example.com/" + Secret);
        return file;
    }
}
