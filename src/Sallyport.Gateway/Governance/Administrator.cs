namespace Sallyport.Gateway.Governance;

/// <summary>A named holder of an admin token.</summary>
/// <param name="Name">What the record calls this person; never given to another one.</param>
/// <param name="Hash">HMAC-SHA-256 of the token, 32 bytes.</param>
/// <param name="RevokedAt">When the token ended; null while it counts.</param>
public sealed record Administrator(string Name, AdminRole Role, ReadOnlyMemory<byte> Hash, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>What an administrator is for. Numbers are frozen: they are stored. No role holds both what an operator and what an auditor may do.</summary>
public enum AdminRole
{
    /// <summary>Changes keys and decides reviews.</summary>
    Operator = 1,

    /// <summary>Reads, exports and verifies the record.</summary>
    Auditor = 2,

    /// <summary>Approves, and decides on retention, holds, erasure and capture.</summary>
    Owner = 3,
}
