using System.CommandLine;
using Sallyport.Gateway.Admission;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit counters</c>: adds up what the record says of limits and budgets, and compares the sums with the counters.</summary>
internal static class AuditCountersVerb
{
    public static Command Create() => new Command("counters", "Compare the counters of limits and budgets with what the record says was spent. May run beside a server. Exit code 1 if they differ").Runs(async (session, cancellation) =>
    {
        using var desk = new EvidenceDesk(session);
        var check = await CounterFold.CheckAsync(session.Data.Limits, session.Data.Ledger, TimeProvider.System.GetUtcNow(), cancellation);
        if (session.Json)
        {
            await desk.WriteJsonAsync(check);
            return check.Differences.Count == 0 ? 0 : 1;
        }

        await desk.SayAsync($"{check.Leaves:N0} leaves, {check.Counters:N0} counters, {check.Differences.Count:N0} differences");
        if (check.Pruned > 0) await desk.SayAsync($"{check.Pruned:N0} leaves are pruned: counters of their time show as differences and cannot be checked");
        if (check.Differences.Count == 0) return 0;
        await desk.TableAsync(
            ["counter", "window", "unit", "spent", "in the record", "reserved", "in the record"],
            check.Differences.Select(d => (IReadOnlyList<object?>)[d.Window.Counter, EvidenceDesk.Shown(d.Window.Start), d.Window.Unit, d.Spent, d.SpentInLog, d.Reserved, d.ReservedInLog]),
            "");
        return 1;
    });
}
