using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Audit.Export;

/// <summary>One export, compiled. Equal definitions need no restart of the loop behind them.</summary>
/// <param name="Name">Name in the configuration: <c>siem</c>. Its cursor is kept under it.</param>
/// <param name="Target">Where to, and what only that kind needs.</param>
/// <param name="Format">Form of a record on the way.</param>
/// <param name="IsFromNewest">A new export begins with what comes from now on, not with the oldest record.</param>
/// <param name="Batch">Most records at once, 1 to 5,000.</param>
/// <param name="Timeout">Longest time for one batch.</param>
public sealed record ExportDefinition(string Name, ExportTarget Target, ExportFormat Format, bool IsFromNewest, int Batch, TimeSpan Timeout);

/// <summary>Form of a record on the way.</summary>
public enum ExportFormat
{
    /// <summary>The JSON that is hashed, byte for byte.</summary>
    Leaf,

    /// <summary>OCSF 1.5.0, class 6003 API Activity.</summary>
    Ocsf,

    /// <summary>ArcSight Common Event Format, version 0.</summary>
    Cef,
}

/// <summary>Where an export goes.</summary>
/// <param name="Kind">The word in the configuration.</param>
public abstract record ExportTarget(string Kind);

/// <param name="Folder">Absolute.</param>
/// <param name="MaxFileBytes">A file that has reached this size is followed by a new one.</param>
public sealed record FileTarget(string Folder, int MaxFileBytes) : ExportTarget("ndjson");

/// <param name="Authorities">PEM; null for the system's.</param>
public sealed record SyslogTarget(string Host, int Port, string? Authorities) : ExportTarget("syslog");

/// <param name="Url">With <c>/v1/logs</c>.</param>
public sealed record OtlpTarget(Uri Url, Secret? Token, string? Authorities) : ExportTarget("otlp");

/// <param name="SigningKey">Of the HMAC over time and body.</param>
/// <param name="IsInternal">Loopback and private addresses are allowed.</param>
public sealed record WebhookTarget(Uri Url, Secret SigningKey, Secret? Token, bool IsInternal, string? Authorities) : ExportTarget("webhook");

/// <param name="Url">The service; null for AWS.</param>
/// <param name="Lock">Null, "GOVERNANCE" or "COMPLIANCE".</param>
public sealed record S3Target(Uri? Url, string Region, string Bucket, string Prefix, Secret AccessKey, Secret SecretKey, string? Lock, int RetainDays, TimeSpan Every, string? Authorities) : ExportTarget("s3");

/// <param name="Exchange">Empty for the standard one.</param>
public sealed record RabbitMqTarget(Uri Url, string User, Secret Password, string Exchange, string RoutingKey, string? Authorities) : ExportTarget("rabbitmq");
