using System.CommandLine;
using Sallyport.Control;
using Sallyport.Control.Evidence.Usage;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Configuration;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport usage budgets</c>: how budgets stand, and when they end.</summary>
internal static class BudgetsVerb
{
    private static readonly string[] Columns = ["budget", "per", "holder", "spent", "limit", "%", "window ends", "forecast"];

    public static Command Create() => new Command("budgets", "Show how each budget stands in its current window, and when it ends at the pace so far; needs --config").Runs(async (session, cancellation) =>
    {
        if (session.Parsed.GetValue<string?>("--config") is not { } file) return await session.RefuseAsync(Problem.Invalid(["--config: the configuration that has the budgets must be named."]));
        var loaded = LoadedConfiguration.Load(file, new CatalogDetectorSource());
        if (loaded.Compiled is not { } compiled) return await session.RefuseAsync(Problem.Invalid([.. loaded.Problems.Select(p => p.ToString())]));
        var now = TimeProvider.System.GetUtcNow();
        var standings = await BudgetStanding.ReadAsync(compiled.Snapshot.Spend, session.Data.Limits, now, cancellation);
        using var desk = new EvidenceDesk(session);
        var budgets = standings.Select(BudgetView.Of).ToArray();
        if (session.Json) await desk.WriteJsonAsync(new BudgetPage(now, budgets));
        else await desk.TableAsync(Columns, budgets.Zip(standings, (b, s) => (IReadOnlyList<object?>)[b.Budget, b.Per, b.Holder, AmountText.Of(s.Counter.Rule.Unit, b.Spent, compiled.Snapshot.Spend.Display), AmountText.Of(s.Counter.Rule.Unit, b.Limit, compiled.Snapshot.Spend.Display), b.Percent, b.WindowEnd is { } end ? EvidenceDesk.Shown(end) : "never", b.EndsOn is { } day ? "ends " + day : b.Forecast]), "");
        return 0;
    });
}
