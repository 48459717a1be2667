namespace Sallyport.Gateway.Audit;

/// <summary>How long an exchange waits for its record.</summary>
public enum AuditMode
{
    /// <summary>The intent is durable before the request leaves, the result before the answer's last byte does.</summary>
    Strict,

    /// <summary>The intent is durable before the request leaves, the result within 250 ms of the end.</summary>
    Standard,

    /// <summary>Nothing waits: after a crash what came in the last moments may be missing. For measuring, and for who can afford that.</summary>
    Async,
}

/// <summary>What is recorded of an exchange, and when.</summary>
/// <param name="Mode">Default strict. Changes by administrators are always strict.</param>
/// <param name="Digests">Whether keyed digests of request and answer bodies are recorded; default true. They cost about 0.6 ns a byte.</param>
public sealed record AuditPolicy(AuditMode Mode = AuditMode.Strict, bool Digests = true)
{
    /// <summary>How long the record is kept.</summary>
    public RetentionPolicy Retention { get; init; } = RetentionPolicy.Default;
}
