using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One place that copies of the record go to. Which keys belong to which kind is checked by the compiler.</summary>
public sealed class ExportOptions
{
    [Required]
    [Description("ndjson writes files; syslog speaks RFC 5424 over TLS; otlp sends OpenTelemetry logs over http/protobuf; webhook posts signed batches; s3 keeps a verifiable archive in a bucket; rabbitmq publishes with confirmation.")]
    [AllowedValues("ndjson", "syslog", "otlp", "webhook", "s3", "rabbitmq")]
    public string Kind { get; set; } = "";

    [Description("leaf is the record as it is hashed; ocsf is OCSF 1.5.0 API Activity with the record inside; cef is ArcSight CEF 0. Default leaf. s3 knows leaf only.")]
    [AllowedValues("leaf", "ocsf", "cef")]
    public string Format { get; set; } = "leaf";

    [Description("Where a new export begins: with the oldest record or with what comes from now on. Default oldest.")]
    [AllowedValues("oldest", "newest")]
    public string Start { get; set; } = "oldest";

    [Description("Most records handed over at once. Default 500.")]
    [Range(1, 5_000)]
    public int Batch { get; set; } = 500;

    [Description("Longest time that handing over one batch may take; then it counts as failed and is repeated. Default 30s.")]
    [DurationRange("1s", "10m")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    [Description("ndjson: folder of the files, relative to the working directory. One log and one export a folder.")]
    public string? Path { get; set; }

    [Description("ndjson: a file that reaches this size, in bytes, is followed by a new one; so does a new day in UTC. Default 268435456 (256 MiB).")]
    [Range(1_024, 2_147_483_647)]
    public int? MaxFileBytes { get; set; }

    [Description("syslog: receiver as host:port; without a port 6514.")]
    public string? Address { get; set; }

    [Description("otlp: root of the receiver, /v1/logs is appended. webhook: where to post. s3: the service, without it AWS. rabbitmq: amqps://host:port/vhost. https or amqps; http and amqp to a loopback or private address only.")]
    public string? Url { get; set; }

    [Description("webhook: true allows an address of this machine or of a private network. Default false. Link-local and cloud metadata addresses are refused by every kind.")]
    public bool? Internal { get; set; }

    [SecretReference]
    [Description("otlp, webhook: sent as authorization: Bearer.")]
    public string? Token { get; set; }

    [SecretReference]
    [Description("webhook: key of the HMAC-SHA-256 in x-sallyport-signature.")]
    public string? SigningKey { get; set; }

    [Description("File with the certificates, in PEM, of the authorities that may vouch for the receiver, instead of the system's. Relative to the working directory.")]
    public string? CaFile { get; set; }

    [Description("s3: name of the bucket.")]
    public string? Bucket { get; set; }

    [Description("s3: what object names begin with, such as sallyport/. Default nothing.")]
    public string? Prefix { get; set; }

    [Description("s3: region. Default us-east-1.")]
    public string? Region { get; set; }

    [SecretReference]
    [Description("s3: access key id.")]
    public string? AccessKey { get; set; }

    [SecretReference]
    [Description("s3: secret access key.")]
    public string? SecretKey { get; set; }

    [Description("s3: lock objects against deletion; the bucket must have object lock. Default none.")]
    [AllowedValues("none", "governance", "compliance")]
    public string? ObjectLock { get; set; }

    [Description("s3: how many days an object stays locked. Default 400.")]
    [Range(1, 36_500)]
    public int? RetainDays { get; set; }

    [Description("s3: least time between two uploads; what is uploaded ends with a signed checkpoint. Default 5m.")]
    [DurationRange("1s", "24h")]
    public TimeSpan? Every { get; set; }

    [Description("rabbitmq: exchange. Default the standard one, whose routing keys are names of queues.")]
    public string? Exchange { get; set; }

    [Description("rabbitmq: routing key. A message that no queue takes counts as failed.")]
    public string? RoutingKey { get; set; }

    [Description("rabbitmq: user.")]
    public string? User { get; set; }

    [SecretReference]
    [Description("rabbitmq: the user's password.")]
    public string? Password { get; set; }
}
