using Sallyport.Control.Keys;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>Data subjects for people: who has sealed fields in the record, and erasing one of them.</summary>
/// <remarks>
/// An erasure is recorded before it is done, by the subject's reference alone. The log is not touched: what is sealed under the destroyed key can
/// be opened by nobody, and every hash stays as it was.
/// </remarks>
public sealed class SubjectService(ISubjectVault vault, IPersonalRows persons, IHoldStore holds, KeyService keys, GovernanceRecord record, TimeProvider time)
{
    /// <summary>How long backups of the table of keys may live: an erasure is complete when the last one from before it is gone.</summary>
    public static readonly TimeSpan BackupsLastFor = TimeSpan.FromDays(30);

    private static readonly string KeyPrefix = Subjects.Key("");

    /// <summary>Until every gateway has noticed that a key was revoked. One that has not might make a new key for the subject that is being erased.</summary>
    private static readonly TimeSpan KeysFollow = TimeSpan.FromSeconds(3);

    public static Problem NotFound { get; } = new("subject_not_found", 404, "No data subject has this name or reference. Somebody who was erased is not found either.");

    public static Problem OnHold { get; } = new("subject_on_hold", 409, "A hold keeps this subject's records. Lift it first, if the law allows.");

    /// <param name="after">Cursor: the last name of the page before.</param>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public ValueTask<IReadOnlyList<DataSubject>> ListAsync(string? after, int most, CancellationToken cancellation) => vault.ListAsync(after, most, cancellation);

    /// <param name="nameOrReference">"user:acme/ada", or "s_" and 16 characters.</param>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<SubjectView>> FindAsync(string nameOrReference, CancellationToken cancellation)
    {
        if (await vault.FindSubjectAsync(nameOrReference, cancellation) is not { } subject) return NotFound;
        return SubjectView.Of(subject, [.. (await KeysOfAsync(subject.Name, cancellation)).Select(k => k.Id)]);
    }

    /// <summary>1. Revokes the person's keys and takes the name off them. 2. Records. 3. Destroys the subject's key. 4. Overwrites what the tables still held.</summary>
    /// <returns>What was erased; or <c>subject_not_found</c>, <c>subject_on_hold</c>, <c>audit_unavailable</c>, <c>store_unavailable</c>: then it can be asked for again.</returns>
    public async ValueTask<Result<ErasureView>> EraseAsync(string nameOrReference, string actor, CancellationToken cancellation)
    {
        try
        {
            if (await vault.FindSubjectAsync(nameOrReference, cancellation) is not { } subject) return NotFound;
            var owned = await KeysOfAsync(subject.Name, cancellation);
            // A key that belongs to no person is a subject of its own.
            string[] keyIds = subject.Name.StartsWith(KeyPrefix, StringComparison.Ordinal) ? [subject.Name[KeyPrefix.Length..]] : [.. owned.Select(k => k.Id)];
            var now = time.GetUtcNow();
            if ((await holds.ListAsync(cancellation)).Any(h => h.IsActive && h.Keeps(subject.Reference, keyIds))) return OnHold;

            foreach (var key in owned)
                if (!(await keys.ForgetOwnerAsync(key.Id, actor, cancellation)).TryGet(out _, out var kept)) return kept;
            if (owned.Any(k => k.State is KeyState.Active)) await Task.Delay(KeysFollow, time, cancellation);

            var complete = now + BackupsLastFor;
            if (!await TryRecordAsync(subject.Reference, complete, actor, null, cancellation)) return Problem.AuditUnavailable;
            try
            {
                if (await vault.EraseAsync(subject.Name, CancellationToken.None) is null) return NotFound; // somebody else was faster
                await persons.ForgetResponsesAsync(keyIds, CancellationToken.None);
                var isScrubbed = owned.Count == 0 || await persons.ScrubAsync(CancellationToken.None);
                return new ErasureView(subject.Reference, now, complete, [.. owned.Select(k => k.Id)], isScrubbed);
            }
            catch (StoreUnavailableException)
            {
                await TryRecordAsync(subject.Reference, complete, actor, Problem.StoreUnavailable, CancellationToken.None);
                throw;
            }
        }
        catch (StoreUnavailableException)
        {
            return Problem.StoreUnavailable;
        }
    }

    private async ValueTask<IReadOnlyList<VirtualKeyRecord>> KeysOfAsync(string subject, CancellationToken cancellation) =>
        [.. (await keys.ListAsync(cancellation)).Where(k => k.Owner.User is { } user && Subjects.User(k.Owner.Organization, user) == subject)];

    private ValueTask<bool> TryRecordAsync(string reference, DateTimeOffset complete, string actor, Problem? problem, CancellationToken cancellation) =>
        record.TryAsync(record.Entry("subject.erased", "subject", reference, actor, problem) with { TargetUntil = complete }, cancellation);
}
