using System.Collections.Frozen;
using System.Globalization;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks exports: each kind has keys of its own, and a key of another kind is a mistake, not an extra.</summary>
internal sealed class ExportCompiler(Func<string, string?> environment, AuthorityFiles authorityFiles, ConfigurationProblems problems)
{
    private const int DefaultSyslogPort = 6514;

    private static readonly KindKeys<ExportOptions> Keys = new(
        new(StringComparer.Ordinal)
        {
            ["ndjson"] = ["path", "max_file_bytes"],
            ["syslog"] = ["address", "ca_file"],
            ["otlp"] = ["url", "token", "ca_file"],
            ["webhook"] = ["url", "signing_key", "token", "internal", "ca_file"],
            ["s3"] = ["url", "bucket", "prefix", "region", "access_key", "secret_key", "object_lock", "retain_days", "every", "ca_file"],
            ["rabbitmq"] = ["url", "user", "password", "exchange", "routing_key", "ca_file"],
        },
        "kind", "format", "start", "batch", "timeout");

    public FrozenDictionary<string, ExportDefinition> Compile(Dictionary<string, ExportOptions> options)
    {
        var made = new Dictionary<string, ExportDefinition>(StringComparer.Ordinal);
        foreach (var (name, export) in options)
        {
            var key = "audit.exports." + name;
            if (!Names.IsValid(name)) problems.Add(key, "the name is not valid", Names.Allowed);
            if (!Keys.Check(key, export.Kind, export, problems)) continue;
            if (TargetOf(key, export) is not { } target) continue;
            made[name] = new ExportDefinition(
                name,
                target,
                export.Format switch { "ocsf" => ExportFormat.Ocsf, "cef" => ExportFormat.Cef, _ => ExportFormat.Leaf },
                export.Start == "newest",
                export.Batch,
                export.Timeout);
        }

        foreach (var shared in made.Values.Select(d => d.Target).OfType<FileTarget>().GroupBy(t => t.Folder).Where(g => g.Count() > 1))
            problems.Add("audit.exports", $"two exports write to the folder \"{ConfigurationProblems.Shown(shared.Key)}\"", "a folder of its own for each export of kind ndjson");
        return made.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private ExportTarget? TargetOf(string key, ExportOptions export) => export.Kind switch
    {
        "ndjson" => FileOf(key, export),
        "syslog" => SyslogOf(key, export),
        "otlp" => OtlpOf(key, export),
        "webhook" => WebhookOf(key, export),
        "s3" => S3Of(key, export),
        _ => RabbitMqOf(key, export),
    };

    private FileTarget? FileOf(string key, ExportOptions export) =>
        Needed(key, "path", export.Path) is { } path ? new FileTarget(Path.GetFullPath(path), export.MaxFileBytes ?? 256 * 1024 * 1024) : null;

    private SyslogTarget? SyslogOf(string key, ExportOptions export)
    {
        var authorities = authorityFiles.Read(key, export.CaFile);
        if (Needed(key, "address", export.Address) is not { } address) return null;
        if (Uri.TryCreate("syslog://" + address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.PathAndQuery is "" or "/")
            return new SyslogTarget(uri.DnsSafeHost, uri.Port > 0 ? uri.Port : DefaultSyslogPort, authorities);
        problems.NotValid(key + ".address", address, "host:port, such as logs.example.com:6514");
        return null;
    }

    private OtlpTarget? OtlpOf(string key, ExportOptions export)
    {
        var (token, authorities) = (Secret(key, "token", export.Token), authorityFiles.Read(key, export.CaFile));
        return UrlOf(key, export.Url, "http", "https") is { } url ? new OtlpTarget(new Uri(url.AbsoluteUri.TrimEnd('/') + "/v1/logs"), token, authorities) : null;
    }

    private WebhookTarget? WebhookOf(string key, ExportOptions export)
    {
        var (token, authorities) = (Secret(key, "token", export.Token), authorityFiles.Read(key, export.CaFile));
        var signing = NeededSecret(key, "signing_key", export.SigningKey);
        var url = UrlOf(key, export.Url, "http", "https");
        if (url?.Scheme == "http" && export.Internal is not true) problems.Add(key + ".url", "http goes only to near addresses, which need internal: true", "an https address; or internal: true");
        return url is null || signing is null ? null : new WebhookTarget(url, signing, token, export.Internal is true, authorities);
    }

    /// <summary>Reads where a bucket is and how to get in.</summary>
    internal S3Target? S3Of(string key, ExportOptions export)
    {
        if (export.Format != "leaf") problems.NotValid(key + ".format", export.Format, "leaf: an archive holds what was hashed");
        var authorities = authorityFiles.Read(key, export.CaFile);
        var (access, secret) = (NeededSecret(key, "access_key", export.AccessKey), NeededSecret(key, "secret_key", export.SecretKey));
        var url = export.Url is null ? null : UrlOf(key, export.Url, "http", "https");
        if (export.RetainDays is not null && export.ObjectLock is null or "none") problems.Add(key + ".retain_days", "the key means nothing without object_lock", "object_lock: governance or compliance");
        if (Needed(key, "bucket", export.Bucket) is not { } bucket || access is null || secret is null) return null;
        return new S3Target(
            url,
            export.Region ?? "us-east-1",
            bucket,
            export.Prefix ?? "",
            access,
            secret,
            export.ObjectLock is "governance" or "compliance" ? export.ObjectLock.ToUpperInvariant() : null,
            export.RetainDays ?? 400,
            export.Every ?? TimeSpan.FromMinutes(5),
            authorities);
    }

    private RabbitMqTarget? RabbitMqOf(string key, ExportOptions export)
    {
        var authorities = authorityFiles.Read(key, export.CaFile);
        var (url, user, routing) = (UrlOf(key, export.Url, "amqp", "amqps"), Needed(key, "user", export.User), Needed(key, "routing_key", export.RoutingKey));
        var password = NeededSecret(key, "password", export.Password);
        return url is null || user is null || routing is null || password is null ? null : new RabbitMqTarget(url, user, password, export.Exchange ?? "", routing, authorities);
    }

    private string? Needed(string key, string name, string? value)
    {
        if (value is null) KindKeys<ExportOptions>.Miss(key, name, problems);
        return value;
    }

    private Secret? NeededSecret(string key, string name, string? reference)
    {
        if (reference is null) problems.Add($"{key}.{name}", "the key is missing", SecretReference.Allowed);
        return Secret(key, name, reference);
    }

    private Secret? Secret(string key, string name, string? reference) =>
        reference is null ? null : SecretReference.Resolve($"{key}.{name}", reference, environment, problems);

    private Uri? UrlOf(string key, string? text, string plain, string secure)
    {
        if (Needed(key, "url", text) is null) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            && (url.Scheme == secure || (url.Scheme == plain && BaseAddress.IsNear(url)))) return url;
        problems.NotValid(key + ".url", text!, string.Create(CultureInfo.InvariantCulture, $"an address that begins with {secure}:// and holds no credentials; {plain}:// only to a loopback or private address"));
        return null;
    }
}
