using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Evidence;
using Sallyport.Control.Governance;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport subjects …</c>: of whom the record holds sealed fields, and erasing one of them.</summary>
internal static class SubjectsVerb
{
    private const int Page = 1_000;
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create() => new("subjects", "List data subjects and erase one") { List(), Show(), Erase() };

    private static Command List() => new Command("list", "List data subjects by name").Runs(async (session, cancellation) =>
    {
        if (await RecordAsync(session, cancellation) is { } unrecorded) return await session.RefuseAsync(unrecorded);
        string? after = null;
        while (true)
        {
            var page = await GovernanceOf.Subjects(session).ListAsync(after, Page, cancellation);
            foreach (var subject in page) await WriteAsync(session, SubjectView.Of(subject));
            if (page.Count < Page) return 0;
            after = page[^1].Name;
        }
    });

    private static Command Show()
    {
        var subject = Subject();
        return new Command("show", "Show one data subject and the keys that carry its name") { subject }.Runs(async (session, cancellation) =>
        {
            if (await RecordAsync(session, cancellation) is { } unrecorded) return await session.RefuseAsync(unrecorded);
            if (!(await GovernanceOf.Subjects(session).FindAsync(session.Parsed.GetRequiredValue(subject), cancellation)).TryGet(out var view, out var problem)) return await session.RefuseAsync(problem);
            await WriteAsync(session, view);
            return 0;
        });
    }

    private static Command Erase()
    {
        var subject = Subject();
        return new Command("erase", "Destroy a data subject's key: nothing sealed under it can be opened again. Revokes the person's virtual keys") { subject }.Runs(async (session, cancellation) =>
        {
            var result = await GovernanceOf.Subjects(session).EraseAsync(session.Parsed.GetRequiredValue(subject), Actor, cancellation);
            if (!result.TryGet(out var erased, out var problem)) return await session.RefuseAsync(problem);
            if (session.Json) await session.Output.WriteLineAsync(JsonSerializer.Serialize(erased, Lines));
            else
            {
                await session.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{erased.Reference} is erased. Delete backups of the table of keys from before by {erased.CompleteAt.UtcDateTime:yyyy-MM-dd}: then the erasure is complete."));
                if (erased.RevokedKeys.Count > 0) await session.Output.WriteLineAsync("Revoked keys: " + string.Join(", ", erased.RevokedKeys));
                if (!erased.IsScrubbed) await session.Output.WriteLineAsync("Another program kept the database in use: the name is overwritten when its write-ahead log is next emptied, at the latest when the server stops.");
            }

            return 0;
        });
    }

    private static Argument<string> Subject() => new("SUBJECT") { Description = "Name (user:ORGANIZATION/USER, key:ID, anonymous:DATE) or reference (s_…)" };

    private static ValueTask<Problem?> RecordAsync(Session session, CancellationToken cancellation) =>
        new AuditReads(session.Data.Audit, TimeProvider.System).RecordAsync("subjects.read", null, Actor, cancellation);

    private static Task WriteAsync(Session session, SubjectView subject) => session.Output.WriteLineAsync(session.Json
        ? JsonSerializer.Serialize(subject, Lines)
        : string.Create(CultureInfo.InvariantCulture, $"{subject.Reference}  {subject.CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}  {Printable(subject.Name)}{(subject.Keys is { Count: > 0 } keys ? "  keys: " + string.Join(", ", keys) : "")}"));

    /// <summary>A name comes from whoever made the key and must not steer the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
