using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>A hold as shown.</summary>
/// <param name="Subject">Reference of the data subject.</param>
public sealed record HoldView(string Id, string? KeyId, string? Subject, DateTimeOffset? From, DateTimeOffset? To, string Reason, string CreatedBy, DateTimeOffset CreatedAt, string? LiftedBy, DateTimeOffset? LiftedAt)
{
    public static HoldView Of(Hold h) => new(h.Id, h.KeyId, h.Subject, h.From, h.To, h.Reason, h.CreatedBy, h.CreatedAt, h.LiftedBy, h.LiftedAt);
}
