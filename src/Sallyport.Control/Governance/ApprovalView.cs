using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>An approval as shown.</summary>
/// <param name="Parameters">JSON text: exactly what is asked for.</param>
/// <param name="State"><c>requested</c>, <c>granted</c>, <c>used</c> or <c>expired</c>.</param>
public sealed record ApprovalView(Guid Id, string Action, string Parameters, string Reason, string State, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, string? ApprovedBy, DateTimeOffset? ApprovedAt, DateTimeOffset? UsedAt)
{
    public static ApprovalView Of(Approval a, DateTimeOffset now) => new(a.Id, a.Action, a.Parameters, a.Reason,
        a.UsedAt is not null ? "used" : a.ExpiresAt <= now ? "expired" : a.ApprovedBy is not null ? "granted" : "requested", a.RequestedBy, a.RequestedAt, a.ExpiresAt, a.ApprovedBy, a.ApprovedAt, a.UsedAt);
}
