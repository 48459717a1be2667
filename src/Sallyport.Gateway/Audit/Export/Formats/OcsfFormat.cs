using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;

namespace Sallyport.Gateway.Audit.Export.Formats;

/// <summary>OCSF 1.5.0, class 6003 API Activity. <c>raw_data</c> holds the leaf itself, so nothing is lost; <c>unmapped</c> repeats what the class has no attribute for.</summary>
/// <remarks>The client's address is sealed in the record and stays so: <c>src_endpoint</c> names the application or the key.</remarks>
internal sealed class OcsfFormat(string origin) : IRecordFormat
{
    /// <summary>Version of the schema. The next one is another format, not another number here: attributes change their meaning between versions.</summary>
    public const string SchemaVersion = "1.5.0";

    private const int Category = 6, Class = 6003;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly string Version = typeof(OcsfFormat).Assembly.GetName().Version?.ToString(3) ?? "";

    public bool IsJson => true;

    public void Write(Leaf leaf, ReadOnlyMemory<byte> json, IBufferWriter<byte> output)
    {
        var (entry, type) = (leaf.Entry, ExportRecord.TypeOf(leaf.Entry));
        var activity = ActivityOf(entry, type);
        using var text = new Utf8JsonWriter(output, Options);
        text.WriteStartObject();
        text.WriteNumber("category_uid", Category);
        text.WriteString("category_name", "Application Activity");
        text.WriteNumber("class_uid", Class);
        text.WriteString("class_name", "API Activity");
        text.WriteNumber("activity_id", activity);
        text.WriteString("activity_name", ActivityNames[activity] ?? type);
        text.WriteNumber("type_uid", (Class * 100) + activity);
        text.WriteNumber("severity_id", SeverityOf(entry));
        text.WriteNumber("time", entry.At.ToUnixTimeMilliseconds());
        text.WriteString("message", type);
        WriteStatus(text, entry);
        if (entry.LatencyMicroseconds is { } latency) text.WriteNumber("duration", latency / 1_000);
        WriteMetadata(text, leaf, type);
        WriteActor(text, entry);
        WriteApi(text, entry, type);
        WriteEndpoints(text, entry);
        text.WriteString("raw_data", json.Span);
        WriteUnmapped(text, leaf);
        text.WriteEndObject();
        text.Flush();
    }

    private static readonly string?[] ActivityNames = [null, "Create", "Read", "Update", "Delete", .. new string?[95]];

    /// <summary>1 create, 2 read, 3 update, 4 delete; 99 for what is none of these.</summary>
    private static int ActivityOf(AuditEntry entry, string type)
    {
        if (entry.Type is AuditEntryType.Intent or AuditEntryType.Result or AuditEntryType.Interrupted)
        {
            return entry.Endpoint switch
            {
                Endpoint.GetResponse or Endpoint.ListResponseInputItems or Endpoint.ListModels or Endpoint.GetModel or Endpoint.AuditProof or Endpoint.CountMessageTokens => 2,
                Endpoint.CancelResponse => 3,
                Endpoint.DeleteResponse => 4,
                _ => 1, // an answer is made
            };
        }

        if (entry.Type is not AuditEntryType.Admin) return 99;
        return type[(type.LastIndexOf('.') + 1)..] switch
        {
            "created" or "issued" or "imported" => 1,
            "read" or "exported" or "listed" => 2,
            "changed" or "updated" or "rotated" or "reloaded" or "loaded" => 3,
            "deleted" or "revoked" or "erased" or "pruned" => 4,
            _ => 99,
        };
    }

    /// <summary>1 informational, 2 low, 3 medium, 4 high.</summary>
    private static int SeverityOf(AuditEntry entry) => entry switch
    {
        { Type: AuditEntryType.Gap } or { Decision: Decision.FailedOpen } => 4,
        { Decision: Decision.Blocked } => 3,
        { Type: AuditEntryType.Interrupted } or { Decision: Decision.Refused or Decision.Failed } => 2,
        _ => 1,
    };

    private static void WriteStatus(Utf8JsonWriter text, AuditEntry entry)
    {
        var status = entry switch
        {
            { Decision: Decision.Blocked or Decision.Refused or Decision.Failed } => 2,
            { Type: AuditEntryType.Intent or AuditEntryType.Interrupted } => 0,
            _ => 1,
        };
        text.WriteNumber("status_id", status);
        text.WriteString("status", status switch { 1 => "Success", 2 => "Failure", _ => "Unknown" });
        if (entry.Status is { } code) text.WriteString("status_code", code.ToString(CultureInfo.InvariantCulture));
        if (entry.Rejection is { } rejection) text.WriteString("status_detail", rejection);
    }

    private void WriteMetadata(Utf8JsonWriter text, Leaf leaf, string type)
    {
        text.WriteStartObject("metadata");
        text.WriteString("version", SchemaVersion);
        text.WriteStartObject("product");
        text.WriteString("name", "Sallyport");
        text.WriteString("vendor_name", "Sallyport");
        text.WriteString("version", Version);
        text.WriteEndObject();
        text.WriteString("uid", string.Create(CultureInfo.InvariantCulture, $"{origin}/{leaf.Sequence}")); // what receivers tell repeated records by
        text.WriteString("event_code", type);
        text.WriteString("log_name", origin);
        text.WriteString("log_provider", leaf.Node);
        text.WriteString("log_version", "audit.v1");
        text.WriteString("original_time", leaf.Entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        if (leaf.Entry.ExchangeId != Guid.Empty) text.WriteString("correlation_uid", leaf.Entry.ExchangeId.ToString());
        Text(text, "tenant_uid", leaf.Entry.Organization);
        text.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter text, AuditEntry entry)
    {
        text.WriteStartObject("actor");
        text.WriteString("app_name", entry.Application ?? (entry.KeyId is null && entry.Actor is null ? "anonymous" : "unnamed"));
        Text(text, "app_uid", entry.KeyId);
        if (entry.Actor is { } actor)
        {
            text.WriteStartObject("user");
            text.WriteString("uid", actor);
            text.WriteNumber("type_id", 2);
            text.WriteString("type", "Admin");
            text.WriteEndObject();
        }

        text.WriteEndObject();
    }

    private static void WriteApi(Utf8JsonWriter text, AuditEntry entry, string type)
    {
        text.WriteStartObject("api");
        text.WriteString("operation", entry.Endpoint is { } endpoint ? EnumWords.Of(endpoint) : type);
        if (entry.Provider is { } provider)
        {
            text.WriteStartObject("service");
            text.WriteString("name", provider);
            text.WriteEndObject();
        }

        if (entry.ExchangeId != Guid.Empty)
        {
            text.WriteStartObject("request");
            text.WriteString("uid", entry.ExchangeId.ToString());
            text.WriteEndObject();
        }

        if (entry.Status is not null || entry.Rejection is not null)
        {
            text.WriteStartObject("response");
            if (entry.Status is { } status) text.WriteNumber("code", status);
            Text(text, "error", entry.Rejection);
            text.WriteEndObject();
        }

        text.WriteEndObject();
    }

    private static void WriteEndpoints(Utf8JsonWriter text, AuditEntry entry)
    {
        text.WriteStartObject("src_endpoint");
        text.WriteString("svc_name", entry.Application ?? entry.Actor ?? "unnamed");
        Text(text, "uid", entry.KeyId);
        text.WriteEndObject();
        if (entry.Upstream is not { } upstream) return;
        text.WriteStartObject("dst_endpoint");
        text.WriteString("svc_name", upstream);
        text.WriteEndObject();
    }

    private void WriteUnmapped(Utf8JsonWriter text, Leaf leaf)
    {
        var entry = leaf.Entry;
        text.WriteStartObject("unmapped");
        text.WriteString("origin", origin);
        text.WriteNumber("seq", leaf.Sequence);
        if (entry.Decision is { } decision) text.WriteString("decision", EnumWords.Of(decision));
        Text(text, "model_req", entry.ModelAsked);
        Text(text, "model_used", entry.ModelUsed);
        Text(text, "purpose", entry.Purpose);
        Text(text, "team", entry.Team);
        Text(text, "department", entry.Department);
        Text(text, "environment", entry.Environment);
        Text(text, "class", entry.Sensitivity);
        Text(text, "trace", entry.TraceId);
        Text(text, "policy_version", entry.ConfigurationVersion);
        Text(text, "target", entry.Target);
        Number(text, "in", entry.InputTokens);
        Number(text, "out", entry.OutputTokens);
        Number(text, "cost_nano_usd", entry.CostNanoUsd);
        if (entry.Labels.Count > 0)
        {
            text.WriteStartArray("labels");
            foreach (var label in entry.Labels) text.WriteStringValue(label);
            text.WriteEndArray();
        }

        if (entry.Findings.Count > 0)
        {
            text.WriteStartArray("rules");
            foreach (var finding in entry.Findings) text.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{finding.Direction}:{finding.Detector}:{finding.Action}:{finding.Count}"));
            text.WriteEndArray();
        }

        text.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter text, string name, string? value)
    {
        if (value is not null) text.WriteString(name, value);
    }

    private static void Number(Utf8JsonWriter text, string name, long? value)
    {
        if (value is { } number) text.WriteNumber(name, number);
    }
}
