using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Postgres;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class PostgresLedgerTests(SharedPostgres postgres) : LedgerStoreContract, IAsyncLifetime
{
    private DatabaseAddress _address = null!;
    private PostgresDatabase _database = null!;
    private PostgresLedger _ledger = null!;

    protected override IAuditStore Store => _ledger;

    public async ValueTask InitializeAsync()
    {
        _address = await postgres.CreateDatabaseAsync();
        _database = await PostgresDatabase.OpenAsync(_address, 10, default);
        _ledger = Open("gw-1");
    }

    public ValueTask DisposeAsync()
    {
        _ledger.Dispose();
        _database.Dispose();
        return default;
    }

    [Fact]
    public async Task Several_nodes_write_one_chain_without_gaps()
    {
        using var two = Open("gw-2");
        using var three = Open("gw-3");
        PostgresLedger[] nodes = [_ledger, two, three];
        var sequences = await Task.WhenAll(Enumerable.Range(0, 3_000).Select(i => nodes[i % 3].AppendAsync(Entry(), default).AsTask()));
        Assert.Equal(Enumerable.Range(1, 3_000).Select(i => (long)i), sequences.Order());

        var leaves = await Log.ReadAsync(0, 10_000, default);
        Assert.Equal(["gw-1", "gw-2", "gw-3"], leaves.Select(l => l.Read().Node).Distinct().Order());
        var hash = new byte[32];
        foreach (var leaf in leaves)
        {
            using var json = System.Text.Json.JsonDocument.Parse(leaf.Json);
            if (leaf.Sequence > 0) Assert.Equal(hash, json.RootElement.GetProperty("prev").GetBytesFromBase64());
            Sallyport.Ledger.Leaves.LeafHash.Compute(leaf.Json.Span, hash);
        }
    }

    [Fact]
    public async Task A_node_closes_its_own_intents_of_the_start_before_and_not_those_of_a_living_one()
    {
        using var other = Open("gw-2");
        await other.CloseInterruptedAsync(Noon, default);
        await other.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
        var own = await Store.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
        using var again = Open("gw-1");
        Assert.Equal(1, await again.CloseInterruptedAsync(Noon, default));
        Assert.Equal(own, (await again.ListAsync(new AuditQuery(Type: AuditEntryType.Interrupted), default)).Single().Entry.IntentSequence);
    }

    [Fact]
    public async Task The_intents_of_a_node_that_is_gone_are_closed_by_another()
    {
        long lost;
        using (var other = Open("gw-2"))
        {
            await other.CloseInterruptedAsync(Noon, default);
            lost = await other.AppendAsync(Entry() with { Type = AuditEntryType.Intent }, default);
        }

        await ExecuteAsync("UPDATE sallyport.node SET seen_at = seen_at - interval '2 minutes' WHERE name = 'gw-2'");
        Assert.Equal(1, await _ledger.CloseInterruptedAsync(Noon, default));
        Assert.Equal(lost, (await _ledger.ListAsync(new AuditQuery(Type: AuditEntryType.Interrupted), default)).Single().Entry.IntentSequence);
        Assert.Equal(0, await _ledger.CloseInterruptedAsync(Noon, default));
    }

    [Fact]
    public async Task A_leaf_can_be_neither_changed_nor_deleted()
    {
        await Store.AppendAsync(Entry(), default);
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync("UPDATE sallyport.leaf SET key_id = 'x'"));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync("DELETE FROM sallyport.leaf"));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync("TRUNCATE sallyport.leaf"));
    }

    [Fact]
    public async Task An_append_that_waits_for_another_node_for_too_long_is_refused_and_the_next_one_works()
    {
        await using (var blocker = new NpgsqlConnection(PostgresConnection.Settings(_address).ToString()))
        {
            await blocker.OpenAsync();
            await using var transaction = await blocker.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("SELECT next FROM sallyport.leaf_head FOR UPDATE", blocker)) await command.ExecuteNonQueryAsync();
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.AppendAsync(Entry(), default).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        }

        Assert.Equal(1, await Store.AppendAsync(Entry(), default));
    }

    private PostgresLedger Open(string node) =>
        PostgresLedger.Open(_database, new LedgerIdentity("test/log", "test/log+00000000+AA==", node, LedgerIdentity.NewBoot()), TimeProvider.System, NullLoggerFactory.Instance);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresConnection.Settings(_address).ToString());
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql, [], default);
    }
}
