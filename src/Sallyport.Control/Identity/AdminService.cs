using Sallyport.Control.Governance;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Identity;

/// <summary>Named administrators: made and ended on the command line of the host, so that no administrator can make a second self over the API.</summary>
public sealed class AdminService(IAdminStore administrators, AdminTokens tokens, GovernanceRecord record, TimeProvider time)
{
    private const int MaxNameLength = 64;

    public static Problem NotFound { get; } = new("admin_not_found", 404, "Nobody of this name has a token that counts.");

    public static Problem NameTaken { get; } = new("admin_name_taken", 409, "This name is or was somebody's. The record would mix the two up: choose another.");

    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public ValueTask<IReadOnlyList<Administrator>> ListAsync(CancellationToken cancellation) => administrators.ListAsync(cancellation);

    /// <summary>Makes an administrator. The token is in the answer and nowhere else.</summary>
    /// <param name="name">1 to 64 letters, digits, dots, underscores and hyphens.</param>
    /// <returns>The token; or <c>invalid_input</c>, <c>admin_name_taken</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<string>> CreateAsync(string name, AdminRole role, string actor, CancellationToken cancellation)
    {
        if (name.Length is 0 or > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') || name is "bootstrap" or "start-up")
            return Problem.Invalid(["name: must be 1 to 64 letters, digits, dots, underscores and hyphens, and neither 'bootstrap' nor 'start-up', which the record uses itself."]);
        if ((await administrators.ListAsync(cancellation)).Any(a => a.Name == name)) return NameTaken;

        var token = AdminTokens.NewToken();
        var entry = record.Entry("admin.created", "admin", name, actor) with { Role = EnumWords.Of(role) };
        if (!await record.TryAsync(entry, cancellation)) return Problem.AuditUnavailable;
        if (await administrators.TryAddAsync(new Administrator(name, role, tokens.HashOf(token), actor, time.GetUtcNow(), null), CancellationToken.None)) return token;
        await record.TryAsync(entry with { Decision = Decision.Failed, Rejection = NameTaken.Code }, CancellationToken.None);
        return NameTaken;
    }

    /// <summary>Ends a token at once.</summary>
    /// <returns>Null; or <c>admin_not_found</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Problem?> RevokeAsync(string name, string actor, CancellationToken cancellation)
    {
        if (!(await administrators.ListAsync(cancellation)).Any(a => a.Name == name && a.RevokedAt is null)) return NotFound;
        if (!await record.TryAsync(record.Entry("admin.revoked", "admin", name, actor), cancellation)) return Problem.AuditUnavailable;
        return await administrators.TryRevokeAsync(name, time.GetUtcNow(), CancellationToken.None) ? null : NotFound;
    }
}
