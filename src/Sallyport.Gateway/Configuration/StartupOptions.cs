using System.Globalization;
using System.Net;
using Sallyport.Gateway.Configuration.Compiling;

namespace Sallyport.Gateway.Configuration;

/// <summary>What is read from the environment at start, whether or not there is a configuration file.</summary>
public sealed record StartupOptions
{
    /// <summary>SALLYPORT_DATA_DIR: folder of the key file and of a SQLite database, absolute. Default <c>data</c> in the working directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>SALLYPORT_DATABASE_URL: a PostgreSQL database for all state; null if not set.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>SALLYPORT_API_LISTEN; null if not set.</summary>
    public IPEndPoint? ApiListen { get; init; }

    /// <summary>SALLYPORT_ADMIN_LISTEN; null if not set.</summary>
    public IPEndPoint? AdminListen { get; init; }

    /// <summary>SALLYPORT_BOOTSTRAP_KEY: the first virtual key, instead of a generated one; null if not set.</summary>
    public Secret? BootstrapKey { get; init; }

    /// <summary>SALLYPORT_ADMIN_TOKEN: 8 to 512 characters, better 40; null if not set.</summary>
    public Secret? AdminToken { get; init; }

    /// <summary>SALLYPORT_DRAIN_SECONDS: how long open exchanges may go on after SIGTERM. Default 30, 0 to 3600.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>OTEL_EXPORTER_OTLP_ENDPOINT; null if not set.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Reads and checks all variables; what is wrong is added to <paramref name="problems"/> and keeps its default.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    public static StartupOptions Read(Func<string, string?> environment, ConfigurationProblems problems) => new()
    {
        DataDirectory = Folder("SALLYPORT_DATA_DIR", environment, problems),
        Database = DatabaseOf("SALLYPORT_DATABASE_URL", environment, problems),
        ApiListen = Listen("SALLYPORT_API_LISTEN", environment, problems),
        AdminListen = Listen("SALLYPORT_ADMIN_LISTEN", environment, problems),
        BootstrapKey = SecretOf("SALLYPORT_BOOTSTRAP_KEY", 16, 256, environment, problems),
        AdminToken = SecretOf("SALLYPORT_ADMIN_TOKEN", 8, 512, environment, problems),
        Drain = Seconds("SALLYPORT_DRAIN_SECONDS", 30, 3600, environment, problems),
        OtlpEndpoint = Otlp("OTEL_EXPORTER_OTLP_ENDPOINT", environment, problems),
    };

    private static string Folder(string name, Func<string, string?> environment, ConfigurationProblems problems)
    {
        var text = environment(name) is { Length: > 0 } set ? set : "data";
        if (!text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text)) return Path.GetFullPath(text);
        problems.AddVariable(name, $"\"{ConfigurationProblems.Shown(text)}\" is not valid", "path of a folder");
        return Path.GetFullPath("data");
    }

    private static DatabaseAddress? DatabaseOf(string name, Func<string, string?> environment, ConfigurationProblems problems)
    {
        if (environment(name) is not { Length: > 0 } text) return null;
        if (DatabaseUrl.TryParse(text, out var address, out var problem)) return address;
        problems.AddVariable(name, $"the value (not shown) is not valid: {problem}", DatabaseUrl.Allowed);
        return null;
    }

    private static IPEndPoint? Listen(string name, Func<string, string?> environment, ConfigurationProblems problems)
    {
        if (environment(name) is not { Length: > 0 } text) return null;
        if (ListenAddress.TryParse(text, out var address)) return address;
        problems.AddVariable(name, $"\"{ConfigurationProblems.Shown(text)}\" is not valid", ListenAddress.Allowed);
        return null;
    }

    private static Secret? SecretOf(string name, int minimum, int maximum, Func<string, string?> environment, ConfigurationProblems problems)
    {
        if (environment(name) is not { Length: > 0 } text) return null;
        if (text.Length is var length && length >= minimum && length <= maximum && SecretReference.IsHeaderSafe(text)) return new Secret(text);
        problems.AddVariable(name, string.Create(CultureInfo.InvariantCulture, $"the value ({length} characters, not shown) is not valid"), $"{minimum} to {maximum} printable ASCII characters without spaces");
        return null;
    }

    private static TimeSpan Seconds(string name, int standard, int most, Func<string, string?> environment, ConfigurationProblems problems)
    {
        if (environment(name) is not { Length: > 0 } text) return TimeSpan.FromSeconds(standard);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= most) return TimeSpan.FromSeconds(seconds);
        problems.AddVariable(name, $"\"{ConfigurationProblems.Shown(text)}\" is not valid", $"a whole number of seconds from 0 to {most}");
        return TimeSpan.FromSeconds(standard);
    }

    private static Uri? Otlp(string name, Func<string, string?> environment, ConfigurationProblems problems)
    {
        if (environment(name) is not { Length: > 0 } text) return null;
        if (OtlpAddress.TryParse(text, out var address)) return address;
        problems.AddVariable(name, $"\"{ConfigurationProblems.Shown(text)}\" is not valid", OtlpAddress.Allowed);
        return null;
    }
}
