using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Governance;
using Sallyport.Gateway.Governance;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport holds …</c>: records that retention and erasure must leave alone.</summary>
internal static class HoldsVerb
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create() => new("holds", "Keep records from retention and erasure") { CreateHold(), List(), Lift() };

    private static Command CreateHold()
    {
        var key = new Option<string?>("--key") { Description = "Only records of this key: its public id" };
        var user = new Option<string?>("--user") { Description = "Only records of this data subject: user:ORGANIZATION/USER, or a reference", HelpName = "SUBJECT" };
        var from = new Option<string?>("--from") { Description = "Only records of this time or later: 2026-03-01T00:00:00Z" };
        var to = new Option<string?>("--to") { Description = "Only records before this time" };
        var reason = new Option<string>("--reason") { Description = "Why. Goes into the record, so name nobody", Required = true };
        return new Command("create", "Set a hold: at least one of --key, --user, --from, --to") { key, user, from, to, reason }.Runs(async (session, cancellation) =>
        {
            var parsed = session.Parsed;
            var errors = new List<string>();
            var input = new NewHold(parsed.GetValue(key), parsed.GetValue(user), Time(parsed.GetValue(from), "--from", errors), Time(parsed.GetValue(to), "--to", errors), parsed.GetRequiredValue(reason));
            if (errors.Count > 0) return await session.RefuseAsync(Problem.Invalid(errors));
            return await AnswerAsync(session, await GovernanceOf.Holds(session).CreateAsync(input, Actor, cancellation));
        });
    }

    private static Command List() => new Command("list", "List holds, oldest first, lifted ones too").Runs(async (session, cancellation) =>
    {
        foreach (var hold in await GovernanceOf.Holds(session).ListAsync(cancellation)) await WriteAsync(session, hold);
        return 0;
    });

    private static Command Lift()
    {
        var id = new Argument<string>("ID") { Description = "Id of the hold" };
        var approval = new Option<Guid>("--approval") { Description = "Id of a granted approval of hold.lift", Required = true };
        return new Command("lift", "End a hold that two people agreed to end") { id, approval }.Runs(async (session, cancellation) =>
            await AnswerAsync(session, await GovernanceOf.Holds(session).LiftAsync(session.Parsed.GetRequiredValue(id), session.Parsed.GetValue(approval), Actor, cancellation)));
    }

    /// <summary>A time as these verbs take it; null if it was left out or is none.</summary>
    internal static DateTimeOffset? Time(string? text, string option, List<string> errors)
    {
        if (text is null) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
        errors.Add($"{option}: must be a time such as 2026-03-01T12:00:00Z.");
        return null;
    }

    private static async Task<int> AnswerAsync(Session session, Result<Hold> result)
    {
        if (!result.TryGet(out var hold, out var problem)) return await session.RefuseAsync(problem);
        await WriteAsync(session, hold);
        return 0;
    }

    private static Task WriteAsync(Session session, Hold hold) => session.Output.WriteLineAsync(session.Json
        ? JsonSerializer.Serialize(HoldView.Of(hold), Lines)
        : string.Create(CultureInfo.InvariantCulture, $"{hold.Id}  {(hold.IsActive ? "holds" : "lifted"),-6}  key {hold.KeyId ?? "any"}  subject {hold.Subject ?? "any"}  {Shown(hold.From, "the beginning")} to {Shown(hold.To, "the end")}  by {hold.CreatedBy}  {hold.Reason}"));

    private static string Shown(DateTimeOffset? time, string open) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? open;
}
