namespace Sallyport.Control.Governance;

/// <summary>What an erasure did.</summary>
/// <param name="Reference">What the record goes on calling the subject. It now leads nowhere.</param>
/// <param name="CompleteAt">When the last backup of the table of keys from before must be gone.</param>
/// <param name="RevokedKeys">Virtual keys that carried the person's name.</param>
/// <param name="IsScrubbed">False if another program kept an older state of the table of keys in use: the name is overwritten when the write-ahead log is next emptied.</param>
public sealed record ErasureView(string Reference, DateTimeOffset ErasedAt, DateTimeOffset CompleteAt, IReadOnlyList<string> RevokedKeys, bool IsScrubbed);
