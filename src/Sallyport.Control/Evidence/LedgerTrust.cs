namespace Sallyport.Control.Evidence;

/// <summary>Whom a verifier believes.</summary>
/// <param name="LogKeys">Keys of the log, written <c>name+id+base64</c>. None: the key that the log's first leaf names, which a cheat who wrote the whole log anew has named too.</param>
/// <param name="Witnesses">Keys of witnesses.</param>
/// <param name="Quorum">How many of them must have cosigned a checkpoint for it to be trusted.</param>
public sealed record LedgerTrust(IReadOnlyList<string> LogKeys, IReadOnlyList<string> Witnesses, int Quorum);
