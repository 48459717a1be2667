using System.CommandLine;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Server.Hosting;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport check</c>: runs every check that serving would run, without serving, connecting or writing.</summary>
internal static class CheckVerb
{
    public static Command Create(IRooms rooms)
    {
        var config = ServeVerb.ConfigOption();
        var command = new Command("check", "Check a configuration without serving. Ends with 1 if there are problems.") { config };
        command.SetAction(parsed => Check(parsed.GetValue(config), rooms.Detectors, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Check(string? file, IDetectorSource detectors, TextWriter output, TextWriter errors)
    {
        var loaded = LoadedConfiguration.Load(file, detectors);
        if (loaded.Compiled is not { } good)
        {
            foreach (var problem in loaded.Problems) errors.WriteLine(problem.ToString());
            errors.WriteLine($"{loaded.Problems.Count} problem(s).");
            return ExitCodes.Problems;
        }

        output.WriteLine($"Good. Version {good.Snapshot.Version}, from {file ?? "the environment"}.");
        output.WriteLine($"  listen     api {good.Server.ApiListen}, admin {good.Server.AdminListen}");
        output.WriteLine($"  storage    {good.Server.Storage.Place}");
        foreach (var upstream in good.Snapshot.Upstreams.Values.OrderBy(u => u.Id, StringComparer.Ordinal))
            output.WriteLine($"  upstream   {upstream.Id}: {ProviderNames.NameOf(upstream.Provider)}{(upstream.Provider is ProviderId.Simulator ? "" : " at " + upstream.BaseAddress)}, up to {Lower(upstream.MaxSensitivity)}");
        foreach (var model in good.Snapshot.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
            output.WriteLine($"  model      {model.Name}: {string.Join(", then ", model.Targets.Select(t => $"{t.Model} at {t.Upstream}"))}, up to {Lower(model.MaxSensitivity)}");
        foreach (var group in (ReadOnlySpan<EndpointGroups>)[EndpointGroups.Chat, EndpointGroups.Responses, EndpointGroups.Messages, EndpointGroups.Generate, EndpointGroups.Embeddings, EndpointGroups.Complete,
            EndpointGroups.Completions, EndpointGroups.Moderations, EndpointGroups.Images, EndpointGroups.Audio, EndpointGroups.Rerank])
        {
            var (request, response) = good.Snapshot.Guardrails.For(group);
            output.WriteLine($"  guardrails {Lower(group)}: {Counted(request)} in requests, {Counted(response)} in responses");
        }

        var prices = good.Snapshot.Prices;
        var isStale = prices.IsStale(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), good.Snapshot.PricesStaleAfterDays);
        output.WriteLine($"  prices     {prices.Version}{(isStale ? $", stale: last seen on {prices.AsOf:yyyy-MM-dd}" : "")}");
        return ExitCodes.Ok;
    }

    private static string Counted(InspectionPolicy policy) =>
        policy.Rules.Count == 0 ? "nothing" : string.Join(", ", policy.Rules.GroupBy(r => (r.Action, r.MonitorOnly)).OrderByDescending(g => g.Key.Action).Select(g => $"{(g.Key.MonitorOnly ? "monitor " : "")}{Lower(g.Key.Action)} {g.Count()}"));

    private static string Lower<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
