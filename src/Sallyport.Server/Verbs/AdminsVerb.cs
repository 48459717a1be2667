using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Evidence;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Governance;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport admins …</c>: named holders of admin tokens. Only here: whoever may make administrators over the API could approve their own requests.</summary>
internal static class AdminsVerb
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create() => new("admins", "Make, list and end named administrators") { CreateAdmin(), List(), Revoke() };

    private static Command CreateAdmin()
    {
        var name = Name();
        var role = new Option<string>("--role") { Description = "operator: changes keys. auditor: reads the record. owner: approves, and decides on retention, holds and erasure", Required = true };
        return new Command("create", "Make an administrator and print the token, this once") { name, role }.Runs(
            async (session, cancellation) =>
            {
                if (!AuditWords.TryParse<AdminRole>(session.Parsed.GetRequiredValue(role), out var wanted)) return await session.RefuseAsync(Problem.Invalid([$"--role: must be one of {AuditWords.Allowed<AdminRole>()}."]));
                var result = await GovernanceOf.Admins(session).CreateAsync(session.Parsed.GetRequiredValue(name), wanted, Actor, cancellation);
                if (!result.TryGet(out var token, out var problem)) return await session.RefuseAsync(problem);
                await session.Error.WriteLineAsync("The token is shown this once; hand it to its owner and to nobody else.");
                await session.Output.WriteLineAsync(token);
                return 0;
            },
            mayCreate: true);
    }

    private static Command List() => new Command("list", "List administrators by name, revoked ones too").Runs(async (session, cancellation) =>
    {
        foreach (var admin in (await GovernanceOf.Admins(session).ListAsync(cancellation)).Select(AdminView.Of))
        {
            await session.Output.WriteLineAsync(session.Json
                ? JsonSerializer.Serialize(admin, Lines)
                : string.Create(CultureInfo.InvariantCulture, $"{admin.Name,-20}  {admin.Role,-8}  {(admin.RevokedAt is null ? "active" : "revoked"),-7}  {admin.CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}  by {admin.CreatedBy}"));
        }

        return 0;
    });

    private static Command Revoke()
    {
        var name = Name();
        return new Command("revoke", "End an administrator's token at once") { name }.Runs(async (session, cancellation) =>
            await GovernanceOf.Admins(session).RevokeAsync(session.Parsed.GetRequiredValue(name), Actor, cancellation) is { } problem ? await session.RefuseAsync(problem) : 0);
    }

    private static Argument<string> Name() => new("NAME") { Description = "What the record calls this person" };
}
