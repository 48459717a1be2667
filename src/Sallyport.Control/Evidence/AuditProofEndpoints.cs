using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Audit;

namespace Sallyport.Control.Evidence;

/// <summary>Proofs and checkpoints over HTTP.</summary>
internal static class AuditProofEndpoints
{
    private const string Text = "text/plain; charset=utf-8";

    public static void MapAuditProofs(this RouteGroupBuilder admin)
    {
        var audit = admin.MapGroup("/v1/audit").WithTags("Audit");
        audit.MapGet("/proof/{seq}", ProveAsync).Needs(AdminPermission.AuditRead).WithName("ProveAudit")
            .WithSummary("Proof that a record is in the log, as a C2SP tlog-proof. Holds no content of the record. Recorded as audit.proved.").Produces<string>(200, "text/plain").ProducesProblem(400).ProducesProblem(404);
        audit.MapGet("/checkpoint", LastAsync).Needs(AdminPermission.AuditRead).WithName("GetCheckpoint")
            .WithSummary("The last signed checkpoint, as a C2SP signed note.").Produces<string>(200, "text/plain").ProducesProblem(404);
        audit.MapPost("/checkpoint", MakeAsync).Needs(AdminPermission.AuditRead).WithName("MakeCheckpoint")
            .WithSummary("Signs a checkpoint over every record that is durable now; the last one if nothing is new.").Produces<string>(200, "text/plain").ProducesProblem(500);
    }

    private static async Task<IResult> ProveAsync(HttpContext context, string seq, [FromServices] AuditProofs proofs, [FromServices] AuditReads reads)
    {
        if (!long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return AdminJson.Write(Problem.Invalid(["seq: must be a number, the x-audit-seq of an answer."]));
        if (!(await proofs.ProveAsync(sequence, context.RequestAborted)).TryGet(out var proven, out var problem)) return AdminJson.Write(problem);
        await reads.AppendAsync("audit.proved", "record", seq, AdminGuard.Actor, context.RequestAborted);
        return Results.Text(proven.Proof.Format(), Text);
    }

    private static async Task<IResult> LastAsync(HttpContext context, [FromServices] ILedgerStore ledger) =>
        await ledger.LastCheckpointAsync(context.RequestAborted) is { } last
            ? Results.Bytes(last.Note.ToArray(), Text)
            : AdminJson.Write(new Problem("no_checkpoint", 404, "No checkpoint was made yet. POST makes one."));

    private static async Task<IResult> MakeAsync(HttpContext context, [FromServices] Checkpointer checkpointer)
    {
        try
        {
            return Results.Bytes((await checkpointer.CheckpointAsync(context.RequestAborted)).Note.ToArray(), Text);
        }
        catch (InvalidDataException e)
        {
            return AdminJson.Write(new Problem("log_damaged", 500, e.Message + " Run sallyport audit verify."));
        }
    }
}
