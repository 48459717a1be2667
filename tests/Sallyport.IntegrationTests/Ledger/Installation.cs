using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Server.Verbs;
using Sallyport.Storage;
using Sallyport.Testing;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>A data directory with a log in SQLite, written by the product's own stores.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private DataDirectory? _open;
    private int _exchanges;

    public string Data => _scratch.File("data");

    public string Database => Path.Combine(Data, StorageSettings.DatabaseFileName);

    public DataDirectory Open => _open ?? throw new InvalidOperationException("closed");

    public bool IsOpen => _open is not null;

    public string Key { get; private set; } = "";

    public static async Task<Installation> StartAsync()
    {
        var installation = new Installation();
        await installation.OpenAsync();
        return installation;
    }

    public string File(string name) => _scratch.File(name);

    public async Task OpenAsync()
    {
        _open = await DataDirectory.OpenAsync(Data, TimeProvider.System, NullLoggerFactory.Instance, default);
        Key = _open.Signer.VerifierKey;
    }

    public void Close()
    {
        _open?.Dispose();
        _open = null;
    }

    /// <summary>Records exchanges: an intent and a result each.</summary>
    public async Task<Installation> AddAsync(int exchanges)
    {
        foreach (var chunk in Enumerable.Range(_exchanges, exchanges).Chunk(500)) await Task.WhenAll(chunk.Select(ExchangeAsync));
        _exchanges += exchanges;
        return this;
    }

    /// <summary>Signs a checkpoint as the server does.</summary>
    public async Task<StoredCheckpoint> SignAsync()
    {
        using var checkpointer = AuditCheckpointVerb.CheckpointerOf(Open);
        return await checkpointer.CheckpointAsync(default);
    }

    /// <summary>Writes to the database as somebody who has the file: no trigger stops him.</summary>
    public static void Tamper(string database, params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        foreach (var sql in (string[])["DROP TRIGGER IF EXISTS leaf_is_only_ever_pruned", "DROP TRIGGER IF EXISTS leaf_is_never_deleted", .. statements])
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ExchangeAsync(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var entry = new AuditEntry
        {
            Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(now), At = now, KeyId = "key" + (number % 7), Organization = "acme", Endpoint = Endpoint.ChatCompletions,
            ModelAsked = "gpt-large", Upstream = "openai", Decision = Decision.Allowed,
        };
        var intent = await Open.Audit.AppendAsync(entry, default);
        await Open.Audit.AppendAsync(entry with { Type = AuditEntryType.Result, IntentSequence = intent, Status = 200, InputTokens = number, OutputTokens = 7 }, default);
    }
}
