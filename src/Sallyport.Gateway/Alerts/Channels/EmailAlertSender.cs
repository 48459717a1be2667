using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Forwarding;

namespace Sallyport.Gateway.Alerts.Channels;

/// <summary>Submits each alert to a mail server (RFC 5321): one connection an alert, TLS before anything is said, and no address that <see cref="GuardedConnection"/> refuses.</summary>
/// <remarks>The framework's own client knows neither TLS from the first byte nor whom to trust nor where not to connect; no maintained library restores. docs/decisions/0070-alerts.md.</remarks>
internal sealed class EmailAlertSender(EmailChannel channel) : IAlertSender
{
    private readonly X509Certificate2Collection? _authorities = ReceiverTrust.Read(channel.Authorities);

    public async Task SendAsync(Alert alert, CancellationToken cancellation)
    {
        Stream stream = await GuardedConnection.OpenAsync(new DnsEndPoint(channel.Host, channel.Port), channel.IsInternal, cancellation);
        try
        {
            if (channel.Security is SmtpSecurity.Tls) stream = await SecureAsync(stream, cancellation);
            var session = new SmtpSession(stream, cancellation);
            await session.ExpectAsync(2);
            var offers = await session.HelloAsync();
            if (channel.Security is SmtpSecurity.StartTls)
            {
                if (!offers.Contains("STARTTLS")) throw new ExportFaultException("smtp_starttls_not_offered");
                await session.SayAsync("STARTTLS", 2);
                if (session.HasMore) throw new ExportFaultException("smtp_text_before_tls"); // what was said in clear must not count as said under TLS
                stream = await SecureAsync(stream, cancellation);
                session = new SmtpSession(stream, cancellation);
                offers = await session.HelloAsync();
            }

            await SignInAsync(session, offers);
            await session.SayAsync($"MAIL FROM:<{channel.From}>", 2);
            foreach (var to in channel.To.Split(',')) await session.SayAsync($"RCPT TO:<{to}>", 2);
            await session.SayAsync("DATA", 3);
            await session.SayAsync(MailText.Of(alert, channel) + ".", 2);
            await session.QuitAsync();
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    public void Dispose() => ReceiverTrust.Dispose(_authorities);

    private async Task SignInAsync(SmtpSession session, IReadOnlySet<string> offers)
    {
        if (channel is not { User: { } user, Password: { } password }) return;
        if (offers.Contains("AUTH PLAIN"))
        {
            await session.SayAsync("AUTH PLAIN " + Base64("\0" + user + "\0" + password.Reveal()), 2);
            return;
        }

        if (!offers.Contains("AUTH LOGIN")) throw new ExportFaultException("smtp_sign_in_not_offered");
        await session.SayAsync("AUTH LOGIN", 3);
        await session.SayAsync(Base64(user), 3);
        await session.SayAsync(Base64(password.Reveal()), 2);
    }

    private async Task<Stream> SecureAsync(Stream stream, CancellationToken cancellation)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = channel.Host, CertificateChainPolicy = ReceiverTrust.PolicyOf(_authorities) }, cancellation);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
