using System.CommandLine;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit.Anchors;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Verification;
using Sallyport.Storage;
using Sallyport.Storage.Files;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Sqlite;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit verify</c>: judges the log of a data directory, a database or an archive, without a server and without writing anything.</summary>
/// <remarks>0: sound. 1: tampered with, inconsistent, or shorter than what is kept outside says. 2: it cannot be read, or not with these keys.</remarks>
internal static class AuditVerifyVerb
{
    public static Command Create()
    {
        var (place, json, trust) = (new StoragePlace(), DataVerb.Json(), new TrustOptions());
        var archive = new Option<string?>("--archive") { Description = "Archive to judge instead of a database, as audit archive writes it", HelpName = "DIR" };
        var database = new Option<string?>("--database") { Description = "SQLite file to judge, wherever it comes from", HelpName = "FILE" };
        var anchors = new Option<string[]>("--anchor") { Description = "Checkpoints kept outside, each of which must be in the log: a file, git:FOLDER#BRANCH, or s3://BUCKET/PREFIX. Repeatable", HelpName = "PLACE", DefaultValueFactory = _ => [] };
        var command = new Command("verify", "Judge the log: every record, tile and checkpoint, and what is kept outside of it. Writes nothing") { archive, database, anchors, json };
        place.AddTo(command);
        trust.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var judgement = await JudgeAsync(cancellation);
                await output.WriteAsync(parsed.GetValue(json) ? judgement.ToJson() + "\n" : JudgementText.Of(judgement));
                return judgement.Good ? ExitCodes.Ok : ExitCodes.Problems;
            }
            catch (Exception e) when (e is InstallationException or StoreUnavailableException or FormatException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync(e.Message);
                return ExitCodes.BadConfiguration;
            }

            async Task<LedgerJudgement> JudgeAsync(CancellationToken token)
            {
                var named = new[] { parsed.GetValue(archive), parsed.GetValue(database) };
                if (named.Count(n => n is not null) > 1) throw new InstallationException("--archive and --database cannot stand together.");
                var settings = named.All(n => n is null) ? place.Find(parsed, mayCreate: false) : null;
                for (var attempt = 0; ; attempt++)
                {
                    // What is kept outside is read first: the log may grow meanwhile, and must not look shorter for it.
                    var outside = await OutsideAsync(parsed.GetRequiredValue(anchors), settings?.DataDirectory ?? (named[1] is { } file ? Path.GetDirectoryName(Path.GetFullPath(file)) : null), token);
                    ILedgerSource source = named[0] is { } folder ? Archive(folder) : settings?.Database is { } address ? await PostgresLog.OpenAsync(address, token) : SqliteLogFile.Open(named[1] ?? settings!.Place);
                    using var open = source as IDisposable;
                    var judgement = await LedgerJudge.JudgeAsync(source, trust.Read(parsed), outside, TimeProvider.System, token);
                    if (judgement.Good || attempt > 1 || !MayHaveMoved(source, judgement)) return judgement;
                }
            }
        });
        return command;
    }

    private static ArchiveReader Archive(string folder) =>
        Directory.Exists(Path.Combine(folder, "tile")) ? new ArchiveReader(folder) : throw new InstallationException($"There is no archive of a log in '{folder}'.");

    private static async Task<List<OutsideCheckpoint>> OutsideAsync(string[] anchors, string? directory, CancellationToken cancellation)
    {
        var outside = new List<OutsideCheckpoint>();
        foreach (var anchor in anchors) outside.AddRange(await AnchorReader.ReadAsync(anchor, Environment.GetEnvironmentVariable, TimeProvider.System, cancellation));
        if (directory is not null && CheckpointFile.Read(directory) is { } beside) outside.Add(new OutsideCheckpoint(Path.Combine(directory, CheckpointFile.FileName), beside));
        return outside;
    }

    /// <summary>Whether what was found may come from a server that started, or from a retention run, while the log was being read. Then it is judged again.</summary>
    private static bool MayHaveMoved(ILedgerSource source, LedgerJudgement judgement) => source is SqliteLogFile file
        && (file.IsInUseByNow || (file.Size > judgement.Report.Size && judgement.Report.Problems.All(p => p.Code is FindingCodes.UnexplainedTombstone)));
}
