using System.Diagnostics;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;
using Sallyport.Storage.Sqlite;

namespace Sallyport.CrashProbe;

/// <summary>Times the judging of a log as <c>audit verify</c> does it: processor time counts, since one core does it all.</summary>
internal static class Judging
{
    private const int Rounds = 5; // the first warms up

    public static async Task<int> RunAsync(string database)
    {
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < Rounds; round++)
        {
            var (cpu, start) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
            using var file = SqliteLogFile.Open(database);
            var policy = new CheckpointPolicy([NoteVerifier.Parse(await KeyAsync(file))], [], 0);
            var report = await LedgerVerifier.VerifyAsync(file, policy, CancellationToken.None);
            process.Refresh();
            var (wall, used) = (Stopwatch.GetElapsedTime(start).TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds);
            Console.WriteLine($"{report.Size} records, {report.ProblemCount} problems, {wall:F2} s ({report.Size / wall:F0}/s), processor {used:F2} s ({report.Size / used:F0}/s a core)");
        }

        return 0;
    }

    private static async Task<string> KeyAsync(SqliteLogFile file)
    {
        await foreach (var batch in file.ReadLeavesAsync(CancellationToken.None)) return LeafReader.Read(batch[0].Json.Span).Entry.Target ?? "";
        return "";
    }
}
