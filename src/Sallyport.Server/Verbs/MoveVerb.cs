using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Configuration.Compiling;
using Sallyport.Storage;
using Sallyport.Storage.Moving;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport move</c>: from SQLite to PostgreSQL, and the proof that the log arrived as it was.</summary>
/// <remarks>0: moved and verified. 1: the log does not verify, before or after. 2: refused, or a database does not answer.</remarks>
internal static class MoveVerb
{
    public static Command Create()
    {
        var data = DataVerb.Data();
        var command = new Command("move", "Copy everything from SQLite to the empty PostgreSQL database that SALLYPORT_DATABASE_URL names, and verify the log there") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                return await RunAsync(parsed.GetValue(data), output, error, cancellation);
            }
            catch (Exception e) when (e is InstallationException or StoreUnavailableException)
            {
                await error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string? directory, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var problems = new ConfigurationProblems("environment");
        var startup = StartupOptions.Read(Environment.GetEnvironmentVariable, problems);
        if (problems.All.Where(p => p.Key is "SALLYPORT_DATABASE_URL" or "SALLYPORT_DATA_DIR").ToArray() is { Length: > 0 } wrong) throw new InstallationException(string.Join<ConfigurationProblem>('\n', wrong));
        if (startup.Database is not { } target) throw new InstallationException("Name the database to move into with SALLYPORT_DATABASE_URL.");
        var from = Path.GetFullPath(directory ?? startup.DataDirectory);
        if (!File.Exists(Path.Combine(from, StorageSettings.DatabaseFileName))) throw new InstallationException($"There is no Sallyport data in '{from}'. Name the directory with --data or SALLYPORT_DATA_DIR.");

        long size;
        using (var source = await DataDirectory.OpenAsync(from, TimeProvider.System, NullLoggerFactory.Instance, cancellation))
        {
            source.LockForServing();
            await source.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), cancellation);
            using var checkpointer = AuditCheckpointVerb.CheckpointerOf(source);
            size = (await checkpointer.CheckpointAsync(cancellation)).Size;
            if (!await VerifyAsync(source, "source", output, cancellation)) return 1;
            var moved = await InstallationMove.RunAsync(from, target, new Progress<long>(n => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n} leaves"))), cancellation);
            if (moved != size) throw new InstallationException($"{moved} leaves were copied and the checkpoint covers {size}: somebody wrote to {from} meanwhile. Empty the target and move again.");
        }

        using var arrived = await DataDirectory.OpenAsync(new StorageSettings(from, target), TimeProvider.System, NullLoggerFactory.Instance, cancellation);
        if (!await VerifyAsync(arrived, "target", output, cancellation)) return 1;
        await output.WriteLineAsync($"Moved to {target}. Start the gateway with SALLYPORT_DATABASE_URL and keep {StorageSettings.DatabaseFileName} and subjects.db of {from} as a backup for at most 30 days.");
        return 0;
    }

    private static async Task<bool> VerifyAsync(DataDirectory data, string which, TextWriter output, CancellationToken cancellation)
    {
        var trust = new LedgerTrust([data.Signer.VerifierKey], [], 0);
        var report = (await LedgerJudge.JudgeAsync(await LedgerSource.OpenAsync(data.Ledger, cancellation), trust, [], TimeProvider.System, cancellation)).Report;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{which}: {report.Size} leaves, {report.CheckpointCount} checkpoints, {report.ProblemCount} problems"));
        foreach (var problem in report.Problems) await output.WriteLineAsync($"  {problem}");
        return report.IsGood;
    }
}
