using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Archives;
using Sallyport.Server.Verbs;
using Sallyport.Storage;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>What every log that a test made must stand: it is archived, and both verifiers judge it (promise A8).</summary>
internal static class SoundLog
{
    /// <summary>Signs, archives and judges the log of a running gateway.</summary>
    /// <param name="keys">Keys of the log; those that it names itself if there are none.</param>
    /// <returns>Leaves judged.</returns>
    public static async Task<long> AssertAsync(ILedgerStore ledger, Checkpointer checkpointer, params string[] keys)
    {
        await checkpointer.CheckpointAsync(default);
        using var scratch = new ScratchDirectory();
        var archive = scratch.File("archive");
        var (_, size) = await new LedgerArchiver(ledger).UpdateAsync(archive, default);

        var judged = await LedgerJudge.JudgeAsync(new ArchiveReader(archive), new LedgerTrust(keys, [], 0), [], TimeProvider.System, default);
        Assert.True(judged.Good, judged.ToJson());
        Assert.Equal(size, judged.Report.VerifiedThrough);

        var (code, output) = await PythonVerifier.RunAsync([archive], "--key", judged.Keys[0]);
        Assert.True(code == 0, output);
        Assert.Contains($"size {size}, trusted through {size}, sound", output, StringComparison.Ordinal);
        return size;
    }

    /// <summary>The same for a data directory that no server uses any more.</summary>
    public static async Task<long> AssertAsync(string dataDirectory)
    {
        using var data = await DataDirectory.OpenAsync(dataDirectory, TimeProvider.System, NullLoggerFactory.Instance, default);
        using var checkpointer = AuditCheckpointVerb.CheckpointerOf(data);
        return await AssertAsync(data.Ledger, checkpointer);
    }
}
