using System.CommandLine;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage;
using Sallyport.Storage.Files;

namespace Sallyport.Server.Verbs;

/// <summary>Finds the storage that a verb works on: <c>--config</c>, else <c>--data</c> or SALLYPORT_DATA_DIR, with SALLYPORT_DATABASE_URL.</summary>
internal sealed class StoragePlace
{
    private readonly Option<string?> _data = DataVerb.Data();
    private readonly Option<string?> _config = new("--config") { Description = "Configuration file whose storage section names the data. Not with --data", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_config);
    }

    /// <param name="mayCreate">True if data that are not there may be made.</param>
    /// <exception cref="InstallationException">There are none, or the configuration that names them has problems.</exception>
    public StorageSettings Find(ParseResult parsed, bool mayCreate)
    {
        var settings = parsed.GetValue(_config) is { } file ? FromFile(parsed, file) : FromEnvironment(parsed.GetValue(_data));
        if (settings.Database is not null || File.Exists(settings.Place)) return settings;
        if (File.Exists(Path.Combine(settings.DataDirectory, KeyFile.FileName)))
            throw new InstallationException($"There is a key file in '{settings.DataDirectory}' but no database. If it is on a PostgreSQL server, name it with --config or SALLYPORT_DATABASE_URL.");
        if (!mayCreate) throw new InstallationException($"There is no Sallyport data in '{settings.DataDirectory}'. Name the directory with --data or SALLYPORT_DATA_DIR, or the configuration with --config.");
        return settings;
    }

    private StorageSettings FromFile(ParseResult parsed, string file)
    {
        if (parsed.GetValue(_data) is not null) throw new InstallationException("--config and --data cannot stand together: the configuration names the data.");
        var loaded = LoadedConfiguration.Load(file, new CatalogDetectorSource());
        return loaded.Compiled?.Server.Storage ?? throw new InstallationException(string.Join('\n', loaded.Problems));
    }

    private static StorageSettings FromEnvironment(string? directory)
    {
        var problems = new ConfigurationProblems("environment");
        var startup = StartupOptions.Read(Environment.GetEnvironmentVariable, problems);
        // A verb needs no more of the environment than this; what is wrong elsewhere is the server's to refuse.
        var wrong = problems.All.Where(p => p.Key is "SALLYPORT_DATABASE_URL" || (p.Key is "SALLYPORT_DATA_DIR" && directory is null)).ToArray();
        if (wrong.Length > 0) throw new InstallationException(string.Join<ConfigurationProblem>('\n', wrong));
        return new StorageSettings(directory is null ? startup.DataDirectory : Path.GetFullPath(directory), startup.Database);
    }
}
