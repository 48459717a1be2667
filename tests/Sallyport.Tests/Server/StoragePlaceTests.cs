using System.CommandLine;
using Sallyport.Gateway.Configuration;
using Sallyport.Server.Verbs;
using Sallyport.Storage.Files;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Server;

public sealed class StoragePlaceTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_configuration_names_the_data()
    {
        var file = _scratch.File("sallyport.yaml");
        File.WriteAllText(_scratch.File("address"), "postgresql://app:the-password@db.example.com/gate");
        File.WriteAllText(file, $"storage: {{ kind: postgres, connection: \"${{file:{_scratch.File("address")}}}\" }}");

        var found = Find(mayCreate: false, "--config", file);
        Assert.Equal("postgresql://db.example.com:5432/gate", found.Place);
        Assert.Contains("--config and --data", Refused("--config", file, "--data", _scratch.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_with_problems_is_refused_with_all_of_them()
    {
        var file = _scratch.File("sallyport.yaml");
        File.WriteAllText(file, "storage: { kind: postgres, connection: \"postgresql://app:the-password@db/gate\" }\nlimits: { nope: 1 }");

        var refused = Refused("--config", file);
        Assert.Contains("storage.connection", refused, StringComparison.Ordinal);
        Assert.Contains("limits.nope", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("the-password", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_are_not_there_are_made_only_by_verbs_that_may()
    {
        Assert.Contains("no Sallyport data", Refused("--data", _scratch.File("new")), StringComparison.Ordinal);
        Assert.Equal(_scratch.File("new/sallyport.db"), Find(mayCreate: true, "--data", _scratch.File("new")).Place);
    }

    /// <summary>Otherwise a key made on a node of a PostgreSQL installation would go to a new SQLite file that nobody reads.</summary>
    [Fact]
    public void Beside_a_key_file_no_verb_makes_a_database()
    {
        KeyFile.LoadOrCreate(_scratch.Path);
        Assert.Contains("SALLYPORT_DATABASE_URL", Assert.Throws<InstallationException>(() => Find(mayCreate: true, "--data", _scratch.Path)).Message, StringComparison.Ordinal);
    }

    private static string Refused(params string[] arguments) => Assert.Throws<InstallationException>(() => Find(mayCreate: false, arguments)).Message;

    private static StorageSettings Find(bool mayCreate, params string[] arguments)
    {
        var place = new StoragePlace();
        var command = new RootCommand();
        place.AddTo(command);
        return place.Find(command.Parse(arguments), mayCreate);
    }
}
