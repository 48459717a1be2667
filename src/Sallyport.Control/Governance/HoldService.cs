using System.Security.Cryptography;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>Holds: anybody entitled may set one at once; lifting it needs two people.</summary>
public sealed class HoldService(IHoldStore holds, ISubjectVault vault, ApprovalService approvals, GovernanceRecord record, TimeProvider time)
{
    private const int MaxReasonLength = 512, MaxKeyLength = 64;

    public static Problem NotFound { get; } = new("hold_not_found", 404, "No hold that still holds has this id.");

    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public ValueTask<IReadOnlyList<Hold>> ListAsync(CancellationToken cancellation) => holds.ListAsync(cancellation);

    /// <returns>The hold; or <c>invalid_input</c>, <c>subject_not_found</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<Hold>> CreateAsync(NewHold input, string actor, CancellationToken cancellation)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(input.Reason) || input.Reason.Length > MaxReasonLength || input.Reason.Any(char.IsControl)) errors.Add("reason: must be 1 to 512 characters on one line.");
        if (input is { KeyId: null, Subject: null, From: null, To: null }) errors.Add("key_id, subject, from or to: at least one must be given.");
        if (input.KeyId is { } key && (key.Length is 0 or > MaxKeyLength || !key.All(char.IsAsciiLetterOrDigit))) errors.Add("key_id: must be the public id of a key.");
        if (input.From >= input.To) errors.Add("to: must be later than from.");
        if (errors.Count > 0) return Problem.Invalid(errors);

        string? reference = null;
        if (input.Subject is { } wanted)
        {
            if (await vault.FindSubjectAsync(wanted, cancellation) is not { } subject) return SubjectService.NotFound;
            reference = subject.Reference;
        }

        var hold = new Hold("h_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 12), input.KeyId, reference, Whole(input.From), Whole(input.To), input.Reason!, actor, Whole(time.GetUtcNow())!.Value, null, null);
        if (!await record.TryAsync(Entry("hold.created", hold, actor, new AuditApproval([actor], hold.Reason)), cancellation)) return Problem.AuditUnavailable;
        return await holds.TryAddAsync(hold, CancellationToken.None) ? hold : Problem.StoreUnavailable;
    }

    /// <summary>Ends a hold.</summary>
    /// <param name="approval">An approval of <see cref="ApprovalRequest.LiftHold"/>.</param>
    /// <returns>The lifted hold; or <c>hold_not_found</c>, <c>approval_not_found</c>, <c>approval_needed</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<Hold>> LiftAsync(string id, Guid approval, string actor, CancellationToken cancellation)
    {
        if ((await holds.ListAsync(cancellation)).FirstOrDefault(h => h.Id == id && h.IsActive) is not { } hold) return NotFound;
        if (!(await approvals.UseAsync(approval, ApprovalRequest.LiftHold(id), cancellation)).TryGet(out var agreed, out var problem)) return problem;
        if (!await record.TryAsync(Entry("hold.lifted", hold, actor, agreed), cancellation)) return Problem.AuditUnavailable;
        var now = Whole(time.GetUtcNow())!.Value;
        return await holds.TryLiftAsync(id, actor, now, CancellationToken.None) ? hold with { LiftedBy = actor, LiftedAt = now } : NotFound;
    }

    private AuditEntry Entry(string action, Hold hold, string actor, AuditApproval approval) => record.Entry(action, "hold", hold.Id, actor) with
    {
        KeyId = hold.KeyId,
        Approval = approval,
        Changed = [.. new[] { hold.KeyId is null ? null : "key_id", hold.Subject is null ? null : "subject", hold.From is null ? null : "from", hold.To is null ? null : "to" }.OfType<string>()],
    };

    /// <summary>Stores keep whole microseconds.</summary>
    private static DateTimeOffset? Whole(DateTimeOffset? at) => at is { } time ? time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond)) : null;
}
