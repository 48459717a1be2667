namespace Sallyport.Gateway.Audit;

/// <summary>A leaf as it was read.</summary>
/// <param name="Sequence">Place in the log, from 0.</param>
/// <param name="Entry">What it says, without what is sealed.</param>
/// <param name="Node">Name of the gateway that wrote it.</param>
/// <param name="Boot">Start of that gateway: eight random hexadecimal digits.</param>
/// <param name="Subject">Reference of the subject under whose key the rest is sealed; null if there is none.</param>
/// <param name="Nonce">Empty if nothing is sealed.</param>
/// <param name="SealedPerson">Empty if nothing is sealed.</param>
public sealed record Leaf(long Sequence, AuditEntry Entry, string Node, string Boot, string? Subject, ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> SealedPerson)
{
    /// <summary>Opens the personal fields.</summary>
    /// <param name="origin">Name of the log.</param>
    /// <param name="subject">Key of <see cref="Subject"/>.</param>
    /// <returns>Null if nothing is sealed or the key does not fit.</returns>
    public AuditPerson? Person(string origin, SubjectKey subject) => SealedPerson.IsEmpty ? null : PersonSealer.Open(subject, origin, Sequence, Nonce.Span, SealedPerson.Span);
}
