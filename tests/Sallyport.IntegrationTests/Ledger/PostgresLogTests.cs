using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Storage;
using Sallyport.Ledger.Verification;
using Sallyport.Server.Verbs;
using Sallyport.Storage;
using Sallyport.Storage.Postgres;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>The log in PostgreSQL, judged by somebody who may only read.</summary>
public sealed class PostgresLogTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly ScratchDirectory _scratch = new();
    private PostgresServer _server = null!;
    private DatabaseAddress _address = null!;
    private OutsideCheckpoint _first = null!, _last = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _server = await postgres.ServerAsync();
        _address = await _server.CreateDatabaseAsync();
        using var data = await DataDirectory.OpenAsync(new StorageSettings(_scratch.Path, _address), TimeProvider.System, NullLoggerFactory.Instance, default);
        using var checkpointer = AuditCheckpointVerb.CheckpointerOf(data);
        _key = data.Signer.VerifierKey;
        _first = await GrowAsync(data, checkpointer, 100);
        _last = await GrowAsync(data, checkpointer, 200);
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return default;
    }

    [Fact]
    public async Task A_sound_log_is_judged_sound_by_a_session_that_cannot_write()
    {
        var judged = await JudgeAsync();
        Assert.True(judged.Good, judged.ToJson());
        Assert.Equal((601, 601, 2), (judged.Report.Size, judged.Report.VerifiedThrough, judged.Report.CheckpointCount));
        using var log = await PostgresLog.OpenAsync(_address, default);
        Assert.Equal(601, log.Size);
    }

    [Theory]
    [InlineData("UPDATE sallyport.leaf SET body = (SELECT body FROM sallyport.leaf WHERE seq = 6) WHERE seq = 5", FindingCodes.WrongSequence)]
    [InlineData("UPDATE sallyport.leaf SET key_id = 'other' WHERE seq = 5", FindingCodes.IndexDiffers)]
    [InlineData("UPDATE sallyport.leaf SET at = at + interval '1 microsecond' WHERE seq = 5", FindingCodes.IndexDiffers)]
    [InlineData("DELETE FROM sallyport.leaf WHERE seq = 5", FindingCodes.LeavesMissing)]
    [InlineData("UPDATE sallyport.leaf SET body = NULL WHERE seq = 5", FindingCodes.UnexplainedTombstone)]
    [InlineData("UPDATE sallyport.tile SET hashes = set_byte(hashes, 3, (get_byte(hashes, 3) + 1) % 256) WHERE level = 1", FindingCodes.TileDiffers)]
    [InlineData("DELETE FROM sallyport.tile WHERE level = 0 AND idx = 0", FindingCodes.TileMissing)]
    [InlineData("UPDATE sallyport.checkpoint SET note = (SELECT note FROM sallyport.checkpoint WHERE size = 201) WHERE size = 601", FindingCodes.IndexDiffers)]
    [InlineData("DELETE FROM sallyport.leaf WHERE seq > 590", FindingCodes.CheckpointBeyondEnd)]
    public async Task What_was_changed_in_it_is_found(string sql, string code)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder { Host = _address.Host, Port = _address.Port, Database = _address.Database, Username = _address.User, Password = _address.Password?.Reveal() });
        await using (var open = source.CreateCommand("ALTER TABLE sallyport.leaf DISABLE TRIGGER USER")) await open.ExecuteNonQueryAsync();
        await using (var tamper = source.CreateCommand(sql)) Assert.True(await tamper.ExecuteNonQueryAsync() > 0);
        var judged = await JudgeAsync();
        Assert.False(judged.Good);
        Assert.Contains(judged.Report.Problems, p => p.Code == code);
    }

    [Fact]
    public async Task A_database_restored_from_an_older_copy_is_told_by_a_checkpoint_from_outside()
    {
        var later = new OutsideCheckpoint("anchor", _last.Note);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder { Host = _address.Host, Port = _address.Port, Database = _address.Database, Username = _address.User, Password = _address.Password?.Reveal() });
        await using (var tamper = source.CreateCommand("ALTER TABLE sallyport.leaf DISABLE TRIGGER USER; DELETE FROM sallyport.leaf WHERE seq >= 201; DELETE FROM sallyport.checkpoint WHERE size > 201")) await tamper.ExecuteNonQueryAsync();
        Assert.True((await JudgeAsync(_first)).Report.CheckpointCount == 1);
        var judged = await JudgeAsync(_first, later);
        Assert.Equal((400, 601), (judged.Evidence.Missing, judged.Evidence.Largest));
        Assert.Equal(FindingCodes.Rewound, Assert.Single(judged.Evidence.Problems).Code);
    }

    [Fact]
    public async Task A_database_without_a_log_cannot_be_read() =>
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await PostgresLog.OpenAsync(await _server.CreateDatabaseAsync(), default));

    private static async Task<OutsideCheckpoint> GrowAsync(DataDirectory data, Checkpointer checkpointer, int exchanges)
    {
        for (var i = 0; i < exchanges; i++)
        {
            var entry = new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(), At = TimeProvider.System.GetUtcNow(), KeyId = "key1", Decision = Decision.Allowed };
            var intent = await data.Audit.AppendAsync(entry, default);
            await data.Audit.AppendAsync(entry with { Type = AuditEntryType.Result, IntentSequence = intent, Status = 200 }, default);
        }

        return new OutsideCheckpoint("witness", (await checkpointer.CheckpointAsync(default)).Note);
    }

    private async Task<LedgerJudgement> JudgeAsync(params OutsideCheckpoint[] outside)
    {
        using var log = await PostgresLog.OpenAsync(_address, default);
        return await LedgerJudge.JudgeAsync(log, new LedgerTrust([_key], [], 0), outside, TimeProvider.System, default);
    }
}
