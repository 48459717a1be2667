using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Alerts.Channels;

/// <summary>An alert as an e-mail (RFC 5322): plain text in UTF-8, sent as base64, so that every line is short ASCII and none begins with a dot.</summary>
internal static class MailText
{
    private const int BodyLine = 76, EncodedWordBytes = 42; // 42 bytes become 56 characters; an encoded word may have 75

    public static string Of(Alert alert, EmailChannel channel)
    {
        var text = new StringBuilder()
            .Append(alert.Summary).Append("\r\n\r\n")
            .Append("Severity: ").Append(EnumWords.Of(alert.Severity)).Append("\r\n")
            .Append("Noticed:  ").Append(alert.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)).Append("\r\n")
            .Append("Alert:    ").Append(alert.Id).Append("\r\n\r\n")
            .Append(alert.Facts).Append("\r\n");
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ToString()));
        var mail = new StringBuilder()
            .Append("From: ").Append(channel.From).Append("\r\n")
            .Append("To: ").Append(channel.To.Replace(",", ",\r\n ", StringComparison.Ordinal)).Append("\r\n")
            .Append("Subject: ").Append(Header($"[Sallyport {EnumWords.Of(alert.Severity)}] {alert.Summary}")).Append("\r\n")
            .Append("Date: ").Append(alert.At.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)).Append("\r\n")
            .Append("Message-ID: <").Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(alert.Id)).AsSpan(0, 16))).Append('.').Append(channel.Name).Append("@sallyport.invalid>\r\n") // the same again if it is repeated
            .Append("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        for (var at = 0; at < body.Length; at += BodyLine) mail.Append(body.AsSpan(at, Math.Min(BodyLine, body.Length - at))).Append("\r\n");
        return mail.ToString();
    }

    /// <summary>Always as encoded words (RFC 2047): no name in it can begin another header or make a line too long.</summary>
    private static string Header(string text)
    {
        var header = new StringBuilder();
        var (bytes, word) = (new byte[4], new List<byte>());
        foreach (var rune in text.EnumerateRunes())
        {
            var size = rune.EncodeToUtf8(bytes);
            if (word.Count + size > EncodedWordBytes) Flush();
            word.AddRange(bytes.AsSpan(0, size));
        }

        Flush();
        return header.ToString();

        void Flush()
        {
            if (header.Length > 0) header.Append("\r\n ");
            header.Append("=?utf-8?B?").Append(Convert.ToBase64String(word.ToArray())).Append("?=");
            word.Clear();
        }
    }
}
