using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Where state is kept.</summary>
public sealed class StorageOptions
{
    [Description("Kind of store. Default sqlite: one node. postgres: one or several nodes on one database.")]
    [AllowedValues("sqlite", "postgres")]
    public string Kind { get; set; } = "sqlite";

    [Description("sqlite: database file, relative to the working directory; it must be called sallyport.db, and key material is kept in the same folder. Default sallyport.db in SALLYPORT_DATA_DIR (default: data).")]
    public string? Path { get; set; }

    [Description("postgres: address of the database, postgresql://user:password@host:5432/database, as ${env:NAME}, ${file:path} or os.environ/NAME; an address itself is refused. SALLYPORT_DATABASE_URL wins over it. The key file stays in SALLYPORT_DATA_DIR of each node.")]
    [SecretReference]
    public string? Connection { get; set; }

    [Description("postgres: most connections that one node opens. Beyond it a call waits, and fails after 5 s. Keep nodes times this below the server's max_connections.")]
    [Range(3, 500)]
    public int MaxConnections { get; set; } = StorageSettings.DefaultMaxConnections;
}
