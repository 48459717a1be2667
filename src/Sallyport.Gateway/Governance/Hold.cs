namespace Sallyport.Gateway.Governance;

/// <summary>Records that must stay, whatever retention and erasure say: for a dispute, an incident, an authority.</summary>
/// <param name="Id">"h_" and 12 characters.</param>
/// <param name="KeyId">Only leaves of this key; null for any.</param>
/// <param name="Subject">Only leaves of the data subject with this reference; null for any.</param>
/// <param name="From">Only leaves of this time or later; null for any.</param>
/// <param name="To">Only leaves before this time; null for any, later ones too.</param>
/// <param name="Reason">Why, in the words of who made it.</param>
/// <param name="LiftedAt">When it ended; null while it holds.</param>
public sealed record Hold(string Id, string? KeyId, string? Subject, DateTimeOffset? From, DateTimeOffset? To, string Reason, string CreatedBy, DateTimeOffset CreatedAt, string? LiftedBy, DateTimeOffset? LiftedAt)
{
    public bool IsActive => LiftedAt is null;

    /// <summary>Whether a leaf is among the records that must stay.</summary>
    public bool Covers(string? keyId, string? subject, DateTimeOffset at) =>
        (KeyId is null || KeyId == keyId) && (Subject is null || Subject == subject) && !(at < From) && !(at >= To);

    /// <summary>Whether erasing somebody would take away what must stay. A hold on a period alone keeps records, not persons.</summary>
    public bool Keeps(string subject, IEnumerable<string> keyIds) => Subject == subject || (KeyId is { } key && keyIds.Contains(key));
}
