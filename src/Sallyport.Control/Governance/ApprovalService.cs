using System.Security.Cryptography;
using System.Text;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>What needs two people: one named administrator asks, another agrees, and within a day the very thing asked for may be done once.</summary>
public sealed class ApprovalService(IApprovalStore approvals, GovernanceRecord record, TimeProvider time)
{
    /// <summary>From the request on.</summary>
    public static readonly TimeSpan LastsFor = TimeSpan.FromHours(24);

    private const int MaxReasonLength = 512;

    public static Problem NotFound { get; } = new("approval_not_found", 404, "No approval has this id.");

    public static Problem NotAPerson { get; } = new("named_admin_needed", 403, "This needs two people, and the bootstrap token is nobody's in particular. Make named administrators with: sallyport admins create NAME --role owner");

    public static Problem Own { get; } = new("own_request", 403, "Somebody else must approve what you asked for.");

    public static Problem NotOpen { get; } = new("approval_not_open", 409, "It is approved already, or has expired. Ask for it again if it is still wanted.");

    public static Problem NotGranted { get; } = new("approval_needed", 409, "This approval is not granted, has expired, was used, or is for other parameters. Nothing was done.");

    /// <summary>The newest first.</summary>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public ValueTask<IReadOnlyList<Approval>> ListAsync(int most, CancellationToken cancellation) => approvals.ListAsync(most, cancellation);

    /// <summary>Asks for something.</summary>
    /// <param name="request">What, with all parameters.</param>
    /// <param name="reason">Why: 1 to 512 characters. It goes into the record, so it names no person.</param>
    /// <returns>The approval to be; or <c>named_admin_needed</c>, <c>invalid_input</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<Approval>> RequestAsync(ApprovalRequest request, string? reason, AdminIdentity by, CancellationToken cancellation)
    {
        if (!by.IsPerson) return NotAPerson;
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonLength || reason.Any(char.IsControl)) return Problem.Invalid(["reason: must be 1 to 512 characters on one line."]);
        var now = time.GetUtcNow();
        var approval = new Approval(Guid.CreateVersion7(now), request.Action, DigestOf(request), request.Parameters, reason, by.Name, Whole(now), Whole(now + LastsFor));
        var entry = record.Entry("approval.requested", "approval", approval.Id.ToString(), by.Name) with { Role = by.Role, Changed = [request.Action], Approval = new AuditApproval([by.Name], reason) };
        if (!await record.TryAsync(entry, cancellation)) return Problem.AuditUnavailable;
        return await approvals.TryAddAsync(approval, CancellationToken.None) ? approval : Problem.StoreUnavailable;
    }

    /// <summary>Agrees to what somebody else asked for.</summary>
    /// <returns>The approval; or <c>named_admin_needed</c>, <c>approval_not_found</c>, <c>own_request</c>, <c>approval_not_open</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<Approval>> ApproveAsync(Guid id, AdminIdentity by, CancellationToken cancellation)
    {
        if (!by.IsPerson) return NotAPerson;
        if (await approvals.FindAsync(id, cancellation) is not { } approval) return NotFound;
        if (approval.RequestedBy == by.Name) return Own;
        var now = time.GetUtcNow();
        if (approval.ApprovedBy is not null || approval.ExpiresAt <= now) return NotOpen;

        var entry = record.Entry("approval.granted", "approval", id.ToString(), by.Name) with { Role = by.Role, Changed = [approval.Action], Approval = new AuditApproval([approval.RequestedBy, by.Name], approval.Reason) };
        if (!await record.TryAsync(entry, cancellation)) return Problem.AuditUnavailable;
        if (await approvals.TryApproveAsync(id, by.Name, now, CancellationToken.None)) return (await approvals.FindAsync(id, cancellation))!;
        await record.TryAsync(entry with { Decision = Decision.Failed, Rejection = NotOpen.Code }, CancellationToken.None); // somebody else was faster
        return NotOpen;
    }

    /// <summary>Uses up an approval for what is about to be done.</summary>
    /// <returns>Who agreed and why; or <c>approval_not_found</c>, <c>approval_needed</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<AuditApproval>> UseAsync(Guid id, ApprovalRequest request, CancellationToken cancellation)
    {
        if (await approvals.FindAsync(id, cancellation) is not { } approval) return NotFound;
        if (!await approvals.TryUseAsync(id, DigestOf(request), time.GetUtcNow(), cancellation)) return NotGranted;
        return new AuditApproval([approval.RequestedBy, approval.ApprovedBy ?? (await approvals.FindAsync(id, cancellation))!.ApprovedBy!], approval.Reason);
    }

    private static byte[] DigestOf(ApprovalRequest request) => SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Action}\n{request.Parameters}"));

    /// <summary>Stores keep whole microseconds.</summary>
    private static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
