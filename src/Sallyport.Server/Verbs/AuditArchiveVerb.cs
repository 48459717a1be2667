using System.CommandLine;
using System.Globalization;
using Sallyport.Control;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit archive DIR</c>: copies the log as a tree of files that any tlog-tiles client can read. Run again, it adds what is new.</summary>
internal static class AuditArchiveVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of the archive; made if it is not there" };
        return new Command("archive", "Copy the log into an archive, or bring one up to date") { folder }.Runs(async (session, cancellation) =>
        {
            var path = Path.GetFullPath(session.Parsed.GetRequiredValue(folder));
            try
            {
                await new AuditReads(session.Data.Audit, TimeProvider.System).AppendAsync("audit.archived", "folder", path, Actor, cancellation);
                using var checkpointer = AuditCheckpointVerb.CheckpointerOf(session.Data);
                await checkpointer.CheckpointAsync(cancellation);
                var (before, after) = await new LedgerArchiver(session.Data.Ledger).UpdateAsync(path, cancellation);
                await session.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{after} records in {path}, {after - before} of them new"));
                return ExitCodes.Ok;
            }
            catch (InvalidDataException e)
            {
                return await session.RefuseAsync(new Problem("archive_refused", 409, e.Message));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return await session.RefuseAsync(new Problem("output_failed", 400, e.Message));
            }
        });
    }
}
