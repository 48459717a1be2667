using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks where state is kept. SALLYPORT_DATABASE_URL wins over the file, as every variable does.</summary>
internal sealed class StorageCompiler(Func<string, string?> environment, ConfigurationProblems problems)
{
    public StorageSettings Compile(StorageOptions options, StartupOptions startup)
    {
        var isPostgres = options.Kind == "postgres";
        if (isPostgres && options.Path is not null)
            problems.Add("storage.path", "the key is for kind sqlite", "SALLYPORT_DATA_DIR for the folder of the key file");
        if (!isPostgres && options.Connection is not null)
            problems.Add("storage.connection", "the key is for kind postgres", "kind: postgres");
        if (options.Path is { } path && Path.GetFileName(path) != StorageSettings.DatabaseFileName)
            problems.NotValid("storage.path", path, $"a path that ends in {StorageSettings.DatabaseFileName}");

        var folder = options.Path is { } file ? Path.GetDirectoryName(Path.GetFullPath(file))! : startup.DataDirectory;
        return new StorageSettings(folder, startup.Database ?? (isPostgres ? AddressOf(options) : null), options.MaxConnections);
    }

    private DatabaseAddress? AddressOf(StorageOptions options)
    {
        if (options.Connection is not { } reference)
        {
            problems.Add("storage.connection", "the key is missing", SecretReference.Allowed);
            return null;
        }

        if (SecretReference.Resolve("storage.connection", reference, environment, problems) is not { } text) return null;
        if (DatabaseUrl.TryParse(text.Reveal(), out var address, out var problem)) return address;
        problems.Add("storage.connection", $"the address that {reference} points to is not usable: {problem}", DatabaseUrl.Allowed);
        return null;
    }
}
