using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Governance;

/// <summary>Writes what administrators decide into the record, before it takes effect.</summary>
public sealed class GovernanceRecord(IAuditStore audit, TimeProvider time)
{
    /// <param name="entry">Action, target and the like; kind, id and time are filled in.</param>
    /// <returns>False if it is not durable: then what it says must not happen.</returns>
    public async ValueTask<bool> TryAsync(AuditEntry entry, CancellationToken cancellation)
    {
        try
        {
            await audit.AppendAsync(entry with { At = time.GetUtcNow() }, cancellation);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    /// <summary>An entry of an administrator.</summary>
    /// <param name="problem">Why it came to nothing, for an entry that follows one that said it would be done.</param>
    public AuditEntry Entry(string action, string targetType, string target, string actor, Problem? problem = null) => AuditEntry.OfAction(time.GetUtcNow(), action) with
    {
        Target = target,
        TargetType = targetType,
        Actor = actor,
        Decision = problem is null ? Decision.Allowed : Decision.Failed,
        Rejection = problem?.Code,
    };
}
