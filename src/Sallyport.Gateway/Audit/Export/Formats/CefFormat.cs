using System.Buffers;
using System.Globalization;
using System.Text;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Audit.Export.Formats;

/// <summary>ArcSight Common Event Format, version 0. Holds what a search needs; the whole record is in the log under the same number.</summary>
/// <remarks>
/// Escapes as the format says: <c>\</c> and <c>|</c> in the header, <c>\</c>, <c>=</c> and line ends in the extension. It has no word for other control characters;
/// they become <c>\u00XX</c>, which cannot be taken for anything else because every backslash of a value is doubled.
/// </remarks>
internal sealed class CefFormat(string origin) : IRecordFormat
{
    private static readonly string Version = typeof(CefFormat).Assembly.GetName().Version?.ToString(3) ?? "";

    private readonly StringBuilder _text = new(1_024);

    public bool IsJson => false;

    public void Write(Leaf leaf, ReadOnlyMemory<byte> json, IBufferWriter<byte> output)
    {
        var (entry, type) = (leaf.Entry, ExportRecord.TypeOf(leaf.Entry));
        _text.Clear();

        // 1. Header: seven fields.
        _text.Append("CEF:0|Sallyport|Sallyport|").Append(Version).Append('|');
        Header(type);
        Header(entry.Decision is { } decided ? $"{type} {EnumWords.Of(decided)}" : type);
        _text.Append(CultureInfo.InvariantCulture, $"{SeverityOf(entry)}|");

        // 2. Extension: standard keys, then custom ones with their labels.
        Number("rt", entry.At.ToUnixTimeMilliseconds());
        Number("externalId", leaf.Sequence);
        Text("dvchost", leaf.Node);
        if (entry.Decision is { } decision) Text("act", EnumWords.Of(decision));
        Text("outcome", OutcomeOf(entry));
        Text("reason", entry.Rejection);
        Text("suid", entry.Actor ?? entry.KeyId);
        Text("sourceServiceName", entry.Application);
        Text("destinationServiceName", entry.Upstream);
        if (entry.Endpoint is { } endpoint) Text("app", EnumWords.Of(endpoint));
        Text("requestContext", entry.Purpose);
        Labelled("cs1", "origin", origin);
        Labelled("cs2", "exchange", entry.ExchangeId == Guid.Empty ? null : entry.ExchangeId.ToString());
        Labelled("cs3", "modelRequested", entry.ModelAsked);
        Labelled("cs4", "modelUsed", entry.ModelUsed);
        Labelled("cs5", "findings", FindingsOf(entry));
        Labelled("cs6", "policyVersion", entry.ConfigurationVersion);
        Labelled("cn1", "inputTokens", entry.InputTokens);
        Labelled("cn2", "outputTokens", entry.OutputTokens);
        Labelled("cn3", "costNanoUsd", entry.CostNanoUsd);
        Labelled("flexString1", "organization", entry.Organization);
        Labelled("flexString2", "target", entry.Target);
        _text.Length--; // the blank after the last pair

        Encoding.UTF8.GetBytes(_text.ToString(), output);
    }

    /// <summary>0 to 10, as the format counts.</summary>
    private static int SeverityOf(AuditEntry entry) => entry switch
    {
        { Type: AuditEntryType.Gap } or { Decision: Decision.FailedOpen } => 8,
        { Decision: Decision.Blocked } => 6,
        { Type: AuditEntryType.Interrupted } or { Decision: Decision.Refused or Decision.Failed } => 4,
        _ => 1,
    };

    private static string? OutcomeOf(AuditEntry entry) => entry switch
    {
        { Type: AuditEntryType.Intent } => "pending",
        { Type: AuditEntryType.Interrupted } => "unknown",
        { Decision: Decision.Blocked or Decision.Refused or Decision.Failed } => "failure",
        { Decision: not null } => "success",
        _ => null,
    };

    private static string? FindingsOf(AuditEntry entry) =>
        entry.Findings.Count == 0 ? null : string.Join(' ', entry.Findings.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Direction}:{f.Detector}:{f.Action}:{f.Count}")));

    private void Header(string value)
    {
        Escape(value, '|');
        _text.Append('|');
    }

    private void Text(string key, string? value)
    {
        if (value is null) return;
        _text.Append(key).Append('=');
        Escape(value, '=');
        _text.Append(' ');
    }

    private void Number(string key, long value) => _text.Append(CultureInfo.InvariantCulture, $"{key}={value} ");

    private void Labelled(string key, string label, string? value)
    {
        if (value is null) return;
        _text.Append(CultureInfo.InvariantCulture, $"{key}Label={label} ");
        Text(key, value);
    }

    private void Labelled(string key, string label, long? value)
    {
        if (value is { } number) _text.Append(CultureInfo.InvariantCulture, $"{key}Label={label} {key}={number} ");
    }

    private void Escape(string value, char special)
    {
        foreach (var c in value)
        {
            if (c == '\\' || c == special) _text.Append('\\').Append(c);
            else if (c == '\n') _text.Append("\\n");
            else if (c == '\r') _text.Append("\\r");
            else if (c is < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029') _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else _text.Append(c);
        }
    }
}
