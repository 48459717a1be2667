using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A place outside that keeps checkpoints of the record. Which keys belong to which kind is checked by the compiler.</summary>
public sealed class AnchorOptions
{
    [Required]
    [Description("file appends to a file; git commits to a branch of a repository, with the system's git, and pushes it; s3 puts objects into a bucket.")]
    [AllowedValues("file", "git", "s3")]
    public string Kind { get; set; } = "";

    [Description("Least time between two checkpoints; the newest covers those in between. Default 1m.")]
    [DurationRange("1s", "24h")]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    [Description("Longest time for one checkpoint; then it counts as failed and is repeated. Default 30s.")]
    [DurationRange("1s", "10m")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    [Description("file: the file. git: folder of a repository, bare or not. Relative to the working directory.")]
    public string? Path { get; set; }

    [Description("git: branch that holds checkpoints and nothing else. Default checkpoints.")]
    public string? Branch { get; set; }

    [Description("git: name of the remote that the branch is pushed to, never by force. Default: it is not pushed.")]
    public string? Remote { get; set; }

    [Description("s3: the service, without it AWS. https; http to a loopback or private address only.")]
    public string? Url { get; set; }

    [Description("s3: name of the bucket.")]
    public string? Bucket { get; set; }

    [Description("s3: what object names begin with, such as anchors/. Default nothing.")]
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

    [Description("s3: file with the certificates, in PEM, of the authorities that may vouch for the service, instead of the system's. Relative to the working directory.")]
    public string? CaFile { get; set; }
}
