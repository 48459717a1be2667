using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Evidence;
using Sallyport.Control.Review;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Review;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport reviews …</c>: exchanges that somebody should look at, directly from the data directory.</summary>
internal static class ReviewsVerb
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create() => new("reviews", "Look at exchanges whose answers were stopped, changed or flagged") { List(), Show(), Resolve() };

    private static Command List()
    {
        var state = new Option<string?>("--state") { Description = AuditWords.Allowed<ReviewState>() + ". Default: open", DefaultValueFactory = _ => "open" };
        var key = new Option<string?>("--key") { Description = "Public id of a key" };
        var limit = new Option<int>("--limit") { Description = "Most items, 1 to 1000", DefaultValueFactory = _ => 50 };
        return new Command("list", "List items, newest first") { state, key, limit }.Runs(async (session, cancellation) =>
        {
            if (!AuditWords.TryParse<ReviewState>(session.Parsed.GetValue(state)!, out var wanted)) return await session.RefuseAsync(Problem.Invalid([$"--state: must be one of {AuditWords.Allowed<ReviewState>()}."]));
            var most = session.Parsed.GetValue(limit);
            if (most is < 1 or > 1_000) return await session.RefuseAsync(Problem.Invalid(["--limit: must be 1 to 1000."]));
            foreach (var item in await ServiceOf(session).ListAsync(new ReviewQuery(wanted, session.Parsed.GetValue(key), Limit: most), cancellation)) await WriteAsync(session, item);
            return 0;
        });
    }

    private static Command Show()
    {
        var exchange = Exchange();
        return new Command("show", "Show one item") { exchange }.Runs(async (session, cancellation) =>
        {
            if (!Guid.TryParse(session.Parsed.GetRequiredValue(exchange), out var id)) return await session.RefuseAsync(Problem.Invalid(["EXCHANGE: must be a UUID."]));
            return await AnswerAsync(session, await ServiceOf(session).FindAsync(id, cancellation));
        });
    }

    private static Command Resolve()
    {
        var exchange = Exchange();
        var verdict = new Option<string>("--as") { Description = "confirmed: something was wrong; dismissed: nothing was", Required = true };
        return new Command("resolve", "Close an open item") { exchange, verdict }.Runs(async (session, cancellation) =>
        {
            if (!Guid.TryParse(session.Parsed.GetRequiredValue(exchange), out var id)) return await session.RefuseAsync(Problem.Invalid(["EXCHANGE: must be a UUID."]));
            var state = AuditWords.TryParse<ReviewState>(session.Parsed.GetRequiredValue(verdict), out var word) ? word : ReviewState.Open;
            return await AnswerAsync(session, await ServiceOf(session).ResolveAsync(id, state, Actor, cancellation));
        });
    }

    private static Argument<string> Exchange() => new("EXCHANGE") { Description = "Id of the exchange: the x-sallyport-request-id that the client got" };

    private static ReviewService ServiceOf(Session session) => new(session.Data.Reviews, session.Data.Audit, TimeProvider.System);

    private static async Task<int> AnswerAsync(Session session, Result<ReviewItem> result)
    {
        if (!result.TryGet(out var item, out var problem)) return await session.RefuseAsync(problem);
        await WriteAsync(session, item);
        return 0;
    }

    private static Task WriteAsync(Session session, ReviewItem item)
    {
        if (session.Json) return session.Output.WriteLineAsync(JsonSerializer.Serialize(ReviewView.Of(item), Lines));
        var findings = string.Join(", ", item.Findings.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Detector} {f.Direction} {f.Action} {f.Count}")));
        var model = string.Concat((item.Model ?? "-").Select(c => char.IsControl(c) ? '?' : c)); // it comes from a client and must not steer the terminal
        return session.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{item.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}  {EnumWords.Of(item.State),-9}  {item.KeyId}  {EnumWords.Of(item.Decision),-8}  {item.Endpoint}  {model}  {item.ExchangeId}  {findings}"));
    }
}
