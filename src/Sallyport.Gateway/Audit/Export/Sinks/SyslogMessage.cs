using System.Buffers;
using System.Globalization;
using System.Text;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>Frames a record as RFC 5424 in the octet counting of RFC 5425.</summary>
internal sealed class SyslogMessage(string origin, bool isJson)
{
    /// <summary>Name of our structured data. 32473 is the number that RFC 5612 sets aside for who has none registered.</summary>
    public const string DataId = "sallyport@32473";

    private const int Facility = 13; // log audit
    private const byte Delete = 0x7F;

    private readonly ArrayBufferWriter<byte> _message = new(4_096);

    public void Write(ExportRecord record, IBufferWriter<byte> output)
    {
        _message.ResetWrittenCount();
        Encoding.UTF8.GetBytes(Head(record), _message);
        Body(record.Text.Span);
        Encoding.ASCII.GetBytes(_message.WrittenCount.ToString(CultureInfo.InvariantCulture) + " ", output);
        output.Write(_message.WrittenSpan);
    }

    private string Head(ExportRecord record)
    {
        var entry = record.Leaf.Entry;
        var head = new StringBuilder(256);
        head.Append(CultureInfo.InvariantCulture, $"<{(Facility * 8) + SeverityOf(entry)}>1 {entry.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffff}Z ");
        head.Append(Printable(record.Leaf.Node, 255)).Append(" sallyport ").Append(Printable(record.Leaf.Boot, 128)).Append(' ').Append(Printable(record.Type, 32));
        head.Append(" [").Append(DataId);
        Parameter(head, "origin", origin);
        Parameter(head, "seq", record.Sequence.ToString(CultureInfo.InvariantCulture));
        if (entry.ExchangeId != Guid.Empty) Parameter(head, "exchange", entry.ExchangeId.ToString());
        if (entry.Decision is { } decision) Parameter(head, "decision", EnumWords.Of(decision));
        Parameter(head, "key", entry.KeyId);
        Parameter(head, "org", entry.Organization);
        return head.Append("] ").ToString();
    }

    /// <summary>DEL is a character like any other to JSON and a control character to syslog receivers, which rewrite it; its escape means the same to JSON and passes.</summary>
    private void Body(ReadOnlySpan<byte> text)
    {
        while (isJson && text.IndexOf(Delete) is >= 0 and var at)
        {
            _message.Write(text[..at]);
            _message.Write("\\u007f"u8);
            text = text[(at + 1)..];
        }

        _message.Write(text);
    }

    /// <summary>6 informational, 4 warning, 3 error.</summary>
    private static int SeverityOf(AuditEntry entry) => entry switch
    {
        { Type: AuditEntryType.Gap } or { Decision: Decision.FailedOpen } => 3,
        { Type: AuditEntryType.Interrupted } or { Decision: Decision.Blocked or Decision.Refused or Decision.Failed } => 4,
        _ => 6,
    };

    /// <summary>A field of the header: printable ASCII without blanks, or "-" if nothing is left.</summary>
    private static string Printable(string text, int most)
    {
        var kept = string.Concat(text.Where(c => c is > ' ' and < (char)Delete).Take(most));
        return kept.Length == 0 ? "-" : kept;
    }

    /// <summary>Only the three characters that the RFC names are escaped. A control character has no escape there: it becomes U+FFFD, and the whole value is in the message.</summary>
    private static void Parameter(StringBuilder head, string name, string? value)
    {
        if (value is null) return;
        head.Append(' ').Append(name).Append("=\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\' or ']') head.Append('\\').Append(c);
            else head.Append(char.IsControl(c) ? '\uFFFD' : c);
        }

        head.Append('"');
    }
}
