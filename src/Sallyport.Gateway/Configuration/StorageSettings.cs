namespace Sallyport.Gateway.Configuration;

/// <summary>Where an installation keeps its state.</summary>
/// <param name="DataDirectory">Folder of the key file, absolute; with SQLite of the database too.</param>
/// <param name="Database">PostgreSQL; null for SQLite in the folder.</param>
/// <param name="MaxConnections">Most connections that one node opens to PostgreSQL.</param>
public sealed record StorageSettings(string DataDirectory, DatabaseAddress? Database = null, int MaxConnections = StorageSettings.DefaultMaxConnections)
{
    /// <summary>File name of the SQLite database. Key material lies beside it and the verbs find both by the folder, so the name is fixed.</summary>
    public const string DatabaseFileName = "sallyport.db";

    public const int DefaultMaxConnections = 20;

    /// <summary>Name of this gateway in the record.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <summary>A second device for the log, and how disks are watched. For the server alone: what the command line writes is copied by it.</summary>
    public Audit.LedgerDevices Devices { get; init; } = new();

    /// <summary>The database as people call it: a file, or an address without credentials.</summary>
    public string Place => Database?.ToString() ?? Path.Combine(DataDirectory, DatabaseFileName);

    public bool IsSameAs(StorageSettings other) =>
        DataDirectory == other.DataDirectory && MaxConnections == other.MaxConnections && (Database is null ? other.Database is null : Database.IsSameAs(other.Database));
}
