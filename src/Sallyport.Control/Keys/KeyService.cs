using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>The life of a virtual key: made, changed, switched off and on, rotated, revoked.</summary>
/// <remarks>
/// Each change is recorded before it is made: what cannot be recorded does not happen. A recorded change that then could not be made
/// gets a second entry with decision <c>failed</c>, so the record may say too much for a moment but never too little.
/// </remarks>
/// <param name="ring">This process's key ring, which sees the change at once; null where no traffic is served.</param>
public sealed class KeyService(IKeyStore keys, IAuditStore audit, ISubjectVault subjects, KeyHasher hasher, TimeProvider time, KeyRing? ring = null)
{
    /// <summary>How long the old secret of a rotated key keeps working if nobody says otherwise: 24 h.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    /// <summary>Longest overlap: 30 days.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(30);

    private const int MaxTries = 5;

    /// <summary>All keys, oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public ValueTask<IReadOnlyList<VirtualKeyRecord>> ListAsync(CancellationToken cancellation) => keys.ListAsync(cancellation);

    /// <returns>The key, or <c>key_not_found</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<VirtualKeyRecord>> FindAsync(string id, CancellationToken cancellation) =>
        await keys.FindAsync(id, cancellation) is { } key ? key : Problem.KeyNotFound;

    /// <summary>Makes a key. Its secret is in the answer and nowhere else.</summary>
    /// <returns>The key; or <c>invalid_input</c>, <c>audit_unavailable</c>, <c>store_unavailable</c>.</returns>
    public async ValueTask<Result<IssuedKey>> CreateAsync(NewKey input, string actor, CancellationToken cancellation)
    {
        var errors = new List<string>();
        var environment = KeyRules.Environment(input.Environment, errors);
        if (errors.Count > 0) environment = KeyEnvironment.Development; // refused below, with all other errors
        var key = VirtualKey.Create(environment);
        return await AddAsync(key, input, errors, actor, cancellation);
    }

    /// <summary>Adds a key that was made elsewhere. If its id is already there, nothing changes, whatever the rest says.</summary>
    /// <param name="text">The whole key; its environment counts, not the input's.</param>
    /// <returns>The key as stored; or <c>invalid_input</c>, <c>audit_unavailable</c>, <c>store_unavailable</c>.</returns>
    public async ValueTask<Result<VirtualKeyRecord>> ImportAsync(string text, NewKey input, string actor, CancellationToken cancellation)
    {
        if (VirtualKey.Import(text) is not { } key) return Problem.Invalid(["key: is not a well-formed Sallyport key. Make one with 'sallyport keys create'."]);
        try
        {
            if (await keys.FindAsync(key.Id, cancellation) is { } known) return known;
            return (await AddAsync(key, input with { Environment = null }, [], actor, cancellation)).TryGet(out var issued, out var problem) ? issued.Record : problem;
        }
        catch (StoreUnavailableException)
        {
            return Problem.StoreUnavailable;
        }
    }

    /// <returns>The changed key; or <c>invalid_input</c>, <c>key_not_found</c>, <c>key_revoked</c>, <c>conflict</c>, <c>audit_unavailable</c>, <c>store_unavailable</c>.</returns>
    public ValueTask<Result<VirtualKeyRecord>> UpdateAsync(string id, KeyChange change, string actor, CancellationToken cancellation) => ChangeAsync(
        id,
        "key.updated",
        actor,
        key =>
        {
            var errors = new List<string>();
            var changed = key with
            {
                Name = change.Name is null ? key.Name : KeyRules.Name(change.Name, errors),
                Purpose = change.SetsPurpose ? KeyRules.Purpose(change.Purpose, errors) : key.Purpose,
                Scopes = KeyRules.Scopes(change.Scopes, key.Scopes, errors),
                Tier = change.SetsTier ? KeyRules.Tier(change.Tier, errors) : key.Tier,
                ExpiresAt = change.SetsExpiry ? KeyRules.Expiry(change.ExpiresAt, time.GetUtcNow(), errors) : key.ExpiresAt,
            };
            return errors.Count > 0 ? Problem.Invalid(errors) : changed;
        },
        cancellation);

    /// <summary>Switches a key off until it is enabled again.</summary>
    public ValueTask<Result<VirtualKeyRecord>> DisableAsync(string id, string actor, CancellationToken cancellation) =>
        ChangeAsync(id, "key.disabled", actor, key => key with { State = KeyState.Disabled }, cancellation);

    /// <summary>Switches a disabled key on.</summary>
    public ValueTask<Result<VirtualKeyRecord>> EnableAsync(string id, string actor, CancellationToken cancellation) =>
        ChangeAsync(id, "key.enabled", actor, key => key with { State = KeyState.Active }, cancellation);

    /// <summary>Ends a key for good.</summary>
    public ValueTask<Result<VirtualKeyRecord>> RevokeAsync(string id, string actor, CancellationToken cancellation) =>
        ChangeAsync(id, "key.revoked", actor, key => key with { State = KeyState.Revoked }, cancellation, mayBeRevoked: true);

    /// <summary>Ends a key for good and takes the person's name off it: what erasing its owner needs.</summary>
    public ValueTask<Result<VirtualKeyRecord>> ForgetOwnerAsync(string id, string actor, CancellationToken cancellation) =>
        ChangeAsync(id, "key.revoked", actor, key => key with { State = KeyState.Revoked, Owner = key.Owner with { User = null } }, cancellation, mayBeRevoked: true);

    /// <summary>Gives a key a new secret. The one before works on for the overlap; an even older one ends now.</summary>
    /// <param name="overlap">0 (the old secret ends at once) to <see cref="MaxOverlap"/>.</param>
    public async ValueTask<Result<IssuedKey>> RotateAsync(string id, TimeSpan overlap, string actor, CancellationToken cancellation)
    {
        if (overlap < TimeSpan.Zero || overlap > MaxOverlap) return Problem.Invalid(["overlap: must be 0 to 30 days."]);
        VirtualKey? fresh = null;
        var result = await ChangeAsync(
            id,
            "key.rotated",
            actor,
            key =>
            {
                var now = KeyRules.Whole(time.GetUtcNow());
                fresh = VirtualKey.Create(key.Environment, key.Id);
                var secrets = new List<KeySecretHash> { new(hasher.Hash(fresh), now, null) };
                if (overlap > TimeSpan.Zero) secrets.AddRange(key.Secrets.Where(s => s.NotAfter is null).Select(s => s with { NotAfter = now + overlap }));
                return key with { Secrets = secrets };
            },
            cancellation);
        return result.TryGet(out var record, out var problem) ? new IssuedKey(record, fresh!) : problem;
    }

    private async ValueTask<Result<IssuedKey>> AddAsync(VirtualKey key, NewKey input, List<string> errors, string actor, CancellationToken cancellation)
    {
        var now = KeyRules.Whole(time.GetUtcNow());
        var record = new VirtualKeyRecord(
            key.Id,
            key.Environment,
            KeyRules.Name(input.Name, errors),
            KeyRules.Purpose(input.Purpose, errors),
            KeyRules.Owner(input, errors),
            KeyRules.Scopes(input.Scopes, KeyScopes.Default, errors),
            KeyState.Active,
            now,
            KeyRules.Expiry(input.ExpiresAt, now, errors),
            [new KeySecretHash(hasher.Hash(key), now, null)],
            1)
        {
            Tier = KeyRules.Tier(input.Tier, errors),
        };
        if (errors.Count > 0) return Problem.Invalid(errors);
        if (!await TryRecordAsync(record, "key.created", actor, [], null, cancellation)) return Problem.AuditUnavailable;

        var problem = await TryStoreAsync(() => keys.TryAddAsync(record, cancellation)) switch { true => null, false => Problem.Conflict, null => Problem.StoreUnavailable };
        if (problem is not null)
        {
            await TryRecordAsync(record, "key.created", actor, [], problem, CancellationToken.None);
            return problem;
        }

        await FollowAsync(cancellation);
        return new IssuedKey(record, key);
    }

    private async ValueTask<Result<VirtualKeyRecord>> ChangeAsync(
        string id, string action, string actor, Func<VirtualKeyRecord, Result<VirtualKeyRecord>> change, CancellationToken cancellation, bool mayBeRevoked = false)
    {
        var recorded = false;
        VirtualKeyRecord? current = null;
        Problem? problem = Problem.Conflict;
        try
        {
            for (var attempt = 0; attempt < MaxTries && problem == Problem.Conflict; attempt++)
            {
                current = await keys.FindAsync(id, cancellation);
                if (current is null) problem = Problem.KeyNotFound;
                else if (current.State is KeyState.Revoked && !mayBeRevoked) problem = Problem.KeyRevoked;
                else if (change(current).TryGet(out var changed, out problem))
                {
                    var fields = FieldsThatDiffer(current, changed);
                    if (fields.Count == 0) return current; // already as asked
                    if (!recorded && !await TryRecordAsync(changed, action, actor, fields, null, cancellation)) return Problem.AuditUnavailable;
                    recorded = true;
                    changed = changed with { Version = current.Version + 1 };
                    if (await keys.TryReplaceAsync(changed, cancellation))
                    {
                        await FollowAsync(cancellation);
                        return changed;
                    }

                    problem = Problem.Conflict;
                }
            }
        }
        catch (StoreUnavailableException)
        {
            problem = Problem.StoreUnavailable;
        }

        if (recorded) await TryRecordAsync(current!, action, actor, [], problem, CancellationToken.None);
        return problem!;
    }

    private async ValueTask FollowAsync(CancellationToken cancellation)
    {
        if (ring is not null) await ring.RefreshAsync(cancellation);
    }

    private async ValueTask<bool> TryRecordAsync(VirtualKeyRecord key, string action, string actor, IReadOnlyList<string> fields, Problem? problem, CancellationToken cancellation)
    {
        return await TryStoreAsync(async () => await audit.AppendAsync(await ToEntryAsync(key, action, actor, fields, problem, cancellation), cancellation) > 0) is true;
    }

    private async ValueTask<AuditEntry> ToEntryAsync(VirtualKeyRecord key, string action, string actor, IReadOnlyList<string> fields, Problem? problem, CancellationToken cancellation)
    {
        return AuditEntry.OfAction(time.GetUtcNow(), action) with
        {
            KeyId = key.Id,
            Environment = EnumWords.Of(key.Environment),
            Organization = key.Owner.Organization,
            Team = key.Owner.Team,
            User = key.Owner.User,
            Subject = key.Owner.User is { } user ? await subjects.GetAsync(Subjects.User(key.Owner.Organization, user), cancellation) : null,
            Application = key.Owner.Application,
            Decision = problem is null ? Decision.Allowed : Decision.Failed,
            Rejection = problem?.Code,
            Target = key.Id,
            TargetType = "key",
            Actor = actor,
            Changed = fields,
        };
    }

    /// <returns>The answer, or null if there was none.</returns>
    private static async ValueTask<bool?> TryStoreAsync(Func<ValueTask<bool>> ask)
    {
        try
        {
            return await ask();
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static List<string> FieldsThatDiffer(VirtualKeyRecord before, VirtualKeyRecord after)
    {
        var fields = new List<string>();
        if (before.Name != after.Name) fields.Add("name");
        if (before.Purpose != after.Purpose) fields.Add("purpose");
        if (before.Tier != after.Tier) fields.Add("tier");
        if (before.ExpiresAt != after.ExpiresAt) fields.Add("expires_at");
        if (before.Owner.User != after.Owner.User) fields.Add("user");
        if (before.State != after.State) fields.Add("state");
        if (before.Scopes.Endpoints != after.Scopes.Endpoints) fields.Add("scopes.endpoints");
        if (before.Scopes.Capabilities != after.Scopes.Capabilities) fields.Add("scopes.capabilities");
        if (!before.Scopes.Models.SequenceEqual(after.Scopes.Models)) fields.Add("scopes.models");
        if (!before.Scopes.Upstreams.SequenceEqual(after.Scopes.Upstreams)) fields.Add("scopes.upstreams");
        if (!ReferenceEquals(before.Secrets, after.Secrets)) fields.Add("secret");
        return fields;
    }
}
