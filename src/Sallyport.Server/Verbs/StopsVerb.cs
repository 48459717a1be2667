using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control;
using Sallyport.Control.Incidents;
using Sallyport.Gateway.Admission.Stops;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport stop</c>, <c>resume</c> and <c>stops</c>: the kill switch. Works beside running gateways, which see a change within seconds.</summary>
internal static class StopsVerb
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IEnumerable<Command> Create() => [Stop(), Resume(), List()];

    private static Command Stop()
    {
        var target = new Argument<string>("TARGET") { Description = StopTarget.Allowed };
        var reason = new Option<string>("--reason") { Description = string.Join(", ", StopReasons.All) + ". Clients are told it", Required = true };
        var note = new Option<string>("--note") { Description = "Why. Goes into the record, so name nobody", Required = true };
        var contact = new Option<string?>("--contact") { Description = "Whom refused clients are told to ask" };
        return new Command("stop", "Stop a key, user, team, application, organization, model, upstream, or everything") { target, reason, note, contact }.Runs(async (session, cancellation) =>
        {
            var parsed = session.Parsed;
            return await AnswerAsync(session, await Service(session).SetAsync(new NewStop(parsed.GetRequiredValue(target), parsed.GetRequiredValue(reason), parsed.GetRequiredValue(note), parsed.GetValue(contact)), Actor, cancellation));
        });
    }

    private static Command Resume()
    {
        var target = new Argument<string>("TARGET") { Description = "As `sallyport stops` lists it, or as it was stopped" };
        var share = new Option<int>("--share") { Description = "Percent of exchanges to let through, 1 to 100", DefaultValueFactory = _ => 100 };
        var note = new Option<string>("--note") { Description = "Why. Goes into the record, so name nobody", Required = true };
        return new Command("resume", "Let a share of what is stopped through again, or all of it") { target, share, note }.Runs(async (session, cancellation) =>
            await AnswerAsync(session, await Service(session).LiftAsync(new StopLift(session.Parsed.GetRequiredValue(target), session.Parsed.GetValue(share), session.Parsed.GetRequiredValue(note)), Actor, cancellation)));
    }

    private static Command List() => new Command("stops", "List what is stopped").Runs(async (session, cancellation) =>
    {
        foreach (var stop in await Service(session).ListAsync(cancellation)) await WriteAsync(session, stop);
        return 0;
    });

    private static StopService Service(Session session) => new(
        session.Data.Stops,
        new StopSetter(session.Data.Stops, session.Data.Audit, TimeProvider.System, NullLogger<StopSetter>.Instance),
        session.Data.Keys,
        session.Data.Installation,
        TimeProvider.System);

    private static async Task<int> AnswerAsync(Session session, Result<StopSwitch> result)
    {
        if (!result.TryGet(out var stop, out var problem)) return await session.RefuseAsync(problem);
        await WriteAsync(session, stop);
        return 0;
    }

    private static Task WriteAsync(Session session, StopSwitch stop) => session.Output.WriteLineAsync(session.Json
        ? JsonSerializer.Serialize(StopView.Of(stop), Lines)
        : string.Create(CultureInfo.InvariantCulture, $"{stop.Id}  {(stop.Share == 0 ? "stopped" : $"{stop.Share} % pass")}  {stop.Reason}  ask {stop.Contact}  by {stop.SetBy} at {stop.SetAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
}
