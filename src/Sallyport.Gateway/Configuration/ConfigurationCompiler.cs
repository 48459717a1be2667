using System.Globalization;
using System.Net;
using System.Text;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Configuration.Compiling;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Configuration.Reading;
using Sallyport.Gateway.Settlement;

namespace Sallyport.Gateway.Configuration;

/// <summary>Reads, checks and compiles a configuration: from a file, or from the environment alone. Serving, checking and reloading all run this code.</summary>
/// <param name="detectors">Where detectors come from.</param>
/// <param name="environment">Value of an environment variable, or null.</param>
/// <param name="time">Says what lies too far ahead; the system's if null.</param>
public sealed class ConfigurationCompiler(IDetectorSource detectors, Func<string, string?> environment, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Largest configuration file, in bytes.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    private const int MaxPriceFileBytes = 4 * 1024 * 1024;

    /// <param name="file">Path of a YAML file, or of a JSON file if it ends in .json; null for the environment alone.</param>
    /// <param name="startup">What was read from the environment at start.</param>
    /// <param name="problems">Every problem found; empty if and only if there is a result.</param>
    public CompiledConfiguration? Compile(string? file, StartupOptions startup, out IReadOnlyList<ConfigurationProblem> problems)
    {
        var collected = new ConfigurationProblems(file is null ? "environment" : Path.GetFileName(file));
        problems = collected.All;
        var options = file is null ? new ConfigurationOptions() : Read(file, collected);
        if (options is null) return null;

        var compiled = Compile(options, file, startup, collected);
        return collected.Any ? null : compiled;
    }

    private static ConfigurationOptions? Read(string file, ConfigurationProblems problems)
    {
        if (!BoundedFile.TryRead(file, MaxFileBytes, out var bytes, out var why))
        {
            problems.Add("", $"\"{ConfigurationProblems.Shown(file)}\" {why}", $"a readable file of at most {MaxFileBytes} bytes");
            return null;
        }

        var isJson = Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase);
        var content = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes;
        if (!System.Text.Unicode.Utf8.IsValid(content))
        {
            problems.Add("", "the file is not UTF-8", "UTF-8");
            return null;
        }

        var root = isJson ? new JsonTreeReader(problems).Read(content) : new YamlTreeReader(problems).Read(Encoding.UTF8.GetString(content));
        return root is null ? null : new OptionsBinder(problems).Bind<ConfigurationOptions>(root);
    }

    private CompiledConfiguration Compile(ConfigurationOptions options, string? file, StartupOptions startup, ConfigurationProblems problems)
    {
        var readFromVariables = options.Upstreams.Count == 0;
        if (readFromVariables) options.Upstreams = EnvironmentUpstreams.Read(environment, problems);
        var authorities = new AuthorityFiles(problems);
        var compiler = new UpstreamCompiler(environment, authorities, problems);
        var upstreams = compiler.Upstreams(options.Upstreams, readFromVariables);

        var own = new OwnDetectors(detectors, problems);
        own.AddDictionaries(options.Dictionaries);
        own.AddPatterns(options.Patterns);
        own.AddFingerprints(options.Fingerprints);

        var prices = PricesOf(options.Prices, problems);
        var exports = new ExportCompiler(environment, authorities, problems);
        var exported = exports.Compile(options.Audit.Exports);
        var anchors = new AnchorCompiler(exports, environment, problems).Compile(options.Audit.Anchors);
        var alerted = new AlertCompiler(environment, authorities, problems).Compile(options.Alerts);
        var files = own.Files.Concat(authorities.Files).Concat(compiler.Files).Concat(options.Prices.File is { } overlay ? [Path.GetFullPath(overlay)] : Array.Empty<string>()).ToArray();
        var snapshot = new GatewaySnapshot
        {
            Version = ConfigurationVersion.Of(options, [prices.Version, .. detectors.Ids, .. files.Select(ConfigurationVersion.Digest)]),
            Upstreams = upstreams,
            Models = new ModelCompiler(problems).Compile(options.Models, options.Upstreams.Keys),
            Guardrails = new GuardrailCompiler(detectors, own, new ModeratorCompiler(upstreams, problems).Compile(options.Moderators), problems).Compile(options.Guardrails),
            Company = new CompanySnapshot(own.Exposures, ClassCompiler.Compile(options.Classes, problems)),
            Limits = LimitsOf(options.Limits),
            Spend = SpendCompiler.Compile(options, problems),
            Exports = exported,
            Alerts = alerted,
            Audit = new AuditPolicy(ModeOf(options.Audit.Mode), options.Audit.Digests, OnFailureOf(options.Audit.OnFailure)) { Retention = RetentionCompiler.Compile(options.Audit.Retention, problems), Capture = CaptureCompiler.Compile(options.Audit.Capture, _time.GetUtcNow(), problems) },
            Departments = DepartmentCompiler.Compile(options.Departments, problems),
            Cache = options.Cache is { } cache ? new Caching.CachePolicy(cache.Ttl, cache.MaxBytes, cache.Models) : null,
            Prices = prices,
            PricesStaleAfterDays = options.Prices.StaleAfterDays,
        };

        var server = ServerOf(options, startup, problems) with { Anchors = anchors };
        new EgressCompiler(options.Egress, problems).Check(snapshot, server);
        return new CompiledConfiguration(snapshot, server, file is null ? files : [Path.GetFullPath(file), .. files])
        {
            Sections = ConfigurationVersion.SectionsOf(options, files.Select(ConfigurationVersion.Digest)),
        };
    }

    private static LimitSnapshot LimitsOf(LimitOptions options) => new()
    {
        MaxRequestBytes = options.MaxRequestBytes,
        MaxResponseBytes = options.MaxResponseBytes,
        MaxConcurrentRequests = options.MaxConcurrentRequests,
        MaxConcurrentRequestsPerKey = options.MaxConcurrentRequestsPerKey,
        BodyTimeout = options.BodyTimeout,
    };

    private static PriceTable PricesOf(PriceOptions options, ConfigurationProblems problems)
    {
        var shipped = ModelCatalog.Shipped.Prices;
        if (options.File is not { } path) return shipped;
        if (!BoundedFile.TryRead(path, MaxPriceFileBytes, out var bytes, out var why)) why = $"\"{ConfigurationProblems.Shown(path)}\" {why}";
        else if (PriceFile.TryRead(bytes, out why) is { } file) return shipped.With(file);
        problems.Add("prices.file", why!, "a readable JSON file with version and models; prices in nano-USD per token");
        return shipped;
    }

    // The files' content is no part of the configuration: a renewed certificate changes nothing that an audit asks about.
    private static ListenerTls? TlsOf(ListenTlsOptions? options, ConfigurationProblems problems)
    {
        if (options is null) return null;
        if (options.CertificateFile is null) problems.Add("listen.tls.certificate_file", "the key is missing", "a file with a certificate in PEM");
        if (options.KeyFile is null) problems.Add("listen.tls.key_file", "the key is missing", "a file with the certificate's private key in PEM");
        if (options is not { CertificateFile: { } certificate, KeyFile: { } key }) return null;
        var tls = new ListenerTls(Path.GetFullPath(certificate), Path.GetFullPath(key));
        if (tls.TryLoad(out var why) is { } loaded)
            foreach (var one in loaded) one.Dispose();
        else problems.Add("listen.tls", why!, "two readable files in PEM: a certificate and its private key");
        return tls;
    }

    private ServerSettings ServerOf(ConfigurationOptions options, StartupOptions startup, ConfigurationProblems problems)
    {
        var api = startup.ApiListen ?? ListenOf("listen.api", options.Listen.Api, 8080, problems);
        var admin = startup.AdminListen ?? ListenOf("listen.admin", options.Listen.Admin, 9090, problems);
        if (api.Port != 0 && api.Port == admin.Port && (api.Address.Equals(admin.Address) || IsAny(api.Address) || IsAny(admin.Address)))
            problems.Add("listen.admin", $"\"{admin}\" is taken by listen.api", "another port, so that applications cannot reach the admin API");

        Uri? otlp = null;
        if (options.Telemetry.OtlpEndpoint is { } text && !OtlpAddress.TryParse(text, out otlp)) problems.NotValid("telemetry.otlp_endpoint", text, OtlpAddress.Allowed);
        return new ServerSettings(
            api,
            admin,
            new StorageCompiler(environment, problems).Compile(options.Storage, startup) with { Node = NodeOf(options.Audit.Node, problems) },
            startup.OtlpEndpoint ?? otlp,
            Words.LogLevel(options.Telemetry.LogLevel),
            options.Audit.CheckpointEvery,
            new ReadModelRetention(TimeSpan.FromDays(options.Audit.Usage.HoursKeptDays), TimeSpan.FromDays(options.Audit.Usage.DaysKeptDays), TimeSpan.FromDays(options.Audit.Usage.ExchangesKeptDays)))
        {
            Witnesses = new WitnessCompiler(problems).Compile(options.Audit),
            Quorum = options.Audit.Quorum ?? options.Audit.Witnesses.Count,
            Devices = DevicesOf(options.Audit, options.Storage.Kind, problems),
            Tls = TlsOf(options.Listen.Tls, problems),
        };
    }

    private static AuditMode ModeOf(string word) => word switch { "async" => AuditMode.Async, "standard" => AuditMode.Standard, _ => AuditMode.Strict };

    private static AuditFailure OnFailureOf(string word) => word switch
    {
        "block_all" => AuditFailure.BlockAll,
        "mirror_only" => AuditFailure.MirrorOnly,
        "allow_with_gap" => AuditFailure.AllowWithGap,
        _ => AuditFailure.BlockDataPlane,
    };

    private static LedgerDevices DevicesOf(AuditOptions options, string storage, ConfigurationProblems problems)
    {
        var (disk, mirror) = (options.Disk, options.Mirror);
        if (disk.AlarmPercent < disk.WarnPercent) problems.NotValid("audit.disk.alarm_percent", disk.AlarmPercent.ToString(CultureInfo.InvariantCulture), "a number not below warn_percent");
        if (disk.FullPercent < disk.AlarmPercent) problems.NotValid("audit.disk.full_percent", disk.FullPercent.ToString(CultureInfo.InvariantCulture), "a number not below alarm_percent");
        if (options.OnFailure == "mirror_only" && mirror.Path is null) problems.NotValid("audit.on_failure", options.OnFailure, "block_data_plane, block_all or allow_with_gap, unless audit.mirror.path names a second device");
        if (options.OnFailure == "mirror_only" && mirror.Path is not null && mirror.MinSuccess != 1) problems.NotValid("audit.mirror.min_success", mirror.MinSuccess.ToString(CultureInfo.InvariantCulture), "1, since audit.on_failure is mirror_only");
        if (mirror.Path is not null && storage != "sqlite") problems.NotValid("audit.mirror.path", mirror.Path, "no second device unless storage.kind is sqlite: PostgreSQL replicates by itself");
        return new LedgerDevices
        {
            WarnPercent = disk.WarnPercent,
            AlarmPercent = disk.AlarmPercent,
            FullPercent = disk.FullPercent,
            BallastBytes = disk.BallastBytes,
            MirrorPath = mirror.Path is null ? null : Path.GetFullPath(mirror.Path),
            MinSuccess = mirror.MinSuccess,
            MirrorTimeout = mirror.Timeout,
            MirrorOnly = options.OnFailure == "mirror_only",
        };
    }

    private static string NodeOf(string? name, ConfigurationProblems problems)
    {
        if (name is null) return Environment.MachineName;
        if (name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) return name;
        problems.NotValid("audit.node", name, "1 to 64 letters, digits, dots, underscores and hyphens");
        return Environment.MachineName;
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPEndPoint ListenOf(string key, string? text, int port, ConfigurationProblems problems)
    {
        if (text is null) return new IPEndPoint(IPAddress.Loopback, port);
        if (ListenAddress.TryParse(text, out var address)) return address;
        problems.NotValid(key, text, ListenAddress.Allowed);
        return new IPEndPoint(IPAddress.Loopback, port);
    }
}
