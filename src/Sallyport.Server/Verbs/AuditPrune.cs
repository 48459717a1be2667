using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Governance;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit prune</c>: takes bodies of old leaves away, on an approval that two people gave over the admin API.</summary>
internal static class AuditPrune
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var before = new Option<string>("--before") { Description = "Only leaves from before this time: 2026-03-01T00:00:00Z", Required = true };
        var approval = new Option<Guid?>("--approval") { Description = "Id of a granted approval of audit.prune for the same time. Without it, only what would go is counted" };
        return new Command("prune", "Take the bodies of old leaves away; every proof stays valid. Retention as in --config, else 400 days") { before, approval }.Runs(async (session, cancellation) =>
        {
            var errors = new List<string>();
            if (HoldsVerb.Time(session.Parsed.GetRequiredValue(before), "--before", errors) is not { } time) return await session.RefuseAsync(Problem.Invalid(errors));
            var policy = PolicyOf(session);
            var service = new RetentionService(session.Data.Ledger, session.Data.Pruning, session.Data.Holds, GovernanceOf.Approvals(session), GovernanceOf.Record(session), TimeProvider.System);
            var result = session.Parsed.GetValue(approval) is { } id ? await service.PruneAsync(time, id, policy, Actor, cancellation) : await service.PlanAsync(time, policy, cancellation);
            if (!result.TryGet(out var view, out var problem)) return await session.RefuseAsync(problem);
            await session.Output.WriteLineAsync(session.Json
                ? JsonSerializer.Serialize(view, Lines)
                : string.Create(CultureInfo.InvariantCulture, $"{view.Leaves} leaves in {view.Ranges} ranges {(session.Parsed.GetValue(approval) is null ? "would go" : "are taken away")}; {view.Held} are on hold"));
            return 0;
        });
    }

    private static RetentionPolicy PolicyOf(Session session)
    {
        if (session.Parsed.GetValue<string?>("--config") is not { } file) return RetentionPolicy.Default;
        var loaded = LoadedConfiguration.Load(file, new CatalogDetectorSource());
        return loaded.Compiled?.Snapshot.Audit.Retention ?? throw new InstallationException(string.Join('\n', loaded.Problems));
    }
}
