using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Evidence.Content;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit content</c>: shows the kept texts of an exchange, and records who read them and why.</summary>
internal static class AuditContentVerb
{
    // Control characters are escaped: a text must not steer the terminal.
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var sequence = new Argument<string>("SEQ") { Description = "Number of a record of the exchange: the x-audit-seq that the client got" };
        var reason = new Option<string>("--reason") { Description = "Why, in one line. Goes into the record", Required = true };
        return new Command("content", "Show the texts of an exchange that audit.capture has kept, as JSON") { sequence, reason }.Runs(async (session, cancellation) =>
        {
            if (!long.TryParse(session.Parsed.GetRequiredValue(sequence), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return await session.RefuseAsync(Problem.Invalid(["SEQ: must be a number, the x-audit-seq of an answer."]));
            var data = session.Data;
            var service = new ContentService(data.Contents, data.Audit, data.Ledger, data.Subjects, TimeProvider.System);
            if (!(await service.ReadAsync(number, session.Parsed.GetRequiredValue(reason), DataVerb.Actor, cancellation)).TryGet(out var view, out var problem)) return await session.RefuseAsync(problem);
            await session.Output.WriteLineAsync(JsonSerializer.Serialize(view, Indented));
            return ExitCodes.Ok;
        });
    }
}
