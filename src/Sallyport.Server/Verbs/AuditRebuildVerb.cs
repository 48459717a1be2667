using System.CommandLine;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit rebuild-usage</c>: makes the read models again from the log.</summary>
internal static class AuditRebuildVerb
{
    public static Command Create() => new Command("rebuild-usage", "Make the tables of usage and exposure again from the record. May run beside a server").Runs(async (session, cancellation) =>
    {
        using var desk = new EvidenceDesk(session);
        var next = 0L;
        var reached = await desk.Projector.RebuildAsync(
            told =>
            {
                if (told.Folded < next) return;
                session.Error.WriteLine(FormattableString.Invariant($"{told.Folded:N0} of {told.Size:N0} leaves"));
                next = told.Folded + 500_000;
            },
            cancellation);
        if (session.Json) await desk.WriteJsonAsync(reached);
        else await desk.SayAsync($"{reached.Folded:N0} leaves");
        return 0;
    });
}
